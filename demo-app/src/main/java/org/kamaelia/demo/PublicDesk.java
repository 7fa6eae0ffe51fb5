package org.kamaelia.demo;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The customers' side: the page, and questions about one parcel. */
@Configuration(proxyBeanMethods = false)
class PublicDesk {
    /** What a client learns about a parcel. */
    record Tracking(String parcel, String destination, int grams, String status, String place) {}

    @Bean
    @HandlerPath(path = "/{$}", servers = "public", methods = "GET")
    HandlerFactory publicPage() {
        return Page.of("public.html");
    }

    @Bean
    @HandlerPath(path = "/parcels/{id}", servers = "public", methods = "GET")
    HandlerFactory parcel(ParcelRegister register) {
        return HandlerFactory.oneShot(request -> {
            Parcel parcel = asked(request, register);
            return Json.response(new Tracking(
                    parcel.id(),
                    parcel.destination(),
                    parcel.grams(),
                    parcel.status().label(),
                    parcel.place()));
        });
    }

    /** Answers when the parcel is scanned: no thread waits meanwhile. 204 when nothing happens for long. */
    @Bean
    @HandlerPath(path = "/parcels/{id}/next-scan", servers = "public", methods = "GET")
    HandlerFactory nextScan(ParcelRegister register, ScanFeed feed, DeskProperties properties) {
        return HandlerFactory.async(request -> feed.next(
                        asked(request, register).id(), properties.longestWait())
                .thenApply(scan -> scan.<Response>map(Json::response).orElseGet(() -> Response.of(204))));
    }

    private static Parcel asked(Request request, ParcelRegister register) {
        Parcel parcel = register.find(request.variable("id"));
        if (parcel == null) {
            throw new StatusException(404, "There is no parcel " + request.variable("id"));
        }
        return parcel;
    }
}
