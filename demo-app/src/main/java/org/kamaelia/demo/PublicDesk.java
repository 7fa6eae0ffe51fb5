package org.kamaelia.demo;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Conditional;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The desk for customers: the page, tracking of one parcel, the list of all parcels, and the stream of scans. */
@Configuration(proxyBeanMethods = false)
class PublicDesk {
    /** The response about a parcel. */
    record Tracking(String parcel, String destination, int grams, String status, String place) {}

    @Bean
    @HandlerPath(
            path = "/{$}",
            servers = {"public", "secure"},
            methods = "GET")
    HandlerFactory publicPage(Assets assets) {
        return Page.of("public.html", assets);
    }

    /** Responds with 304 to a client that asks again, until the parcel has moved. */
    @Bean
    @HandlerPath(
            path = "/parcels/{id}",
            servers = {"public", "secure"},
            methods = "GET")
    HandlerFactory parcel(ParcelRegister register) {
        return Conditional.around(HandlerFactory.oneShot(request -> tracking(asked(request, register))));
    }

    private static Response tracking(Parcel parcel) {
        Tracking tracking = new Tracking(
                parcel.id(),
                parcel.destination(),
                parcel.grams(),
                parcel.status().label(),
                parcel.place());
        return Json.tagged(tracking);
    }

    /**
     * Responds when the parcel is scanned. No thread waits meanwhile. Responds with 204 if there is no scan for a long
     * time.
     */
    @Bean
    @HandlerPath(
            path = "/parcels/{id}/next-scan",
            servers = {"public", "secure"},
            methods = "GET")
    HandlerFactory nextScan(ParcelRegister register, ScanFeed feed, DeskProperties properties) {
        return HandlerFactory.async(request -> feed.next(
                        asked(request, register).id(), properties.longestWait())
                .thenApply(scan -> scan.<Response>map(Json::response).orElseGet(() -> Response.of(204))));
    }

    /**
     * A new {@link Manifest} for each request. The response is compressed for clients that accept it, because its lines
     * are similar.
     */
    @Bean
    @HandlerPath(
            path = "/manifest.csv",
            servers = {"public", "secure"},
            methods = "GET")
    HandlerFactory compressedManifest(ObjectProvider<Manifest> manifests) {
        return Compressed.defaults().around(request -> manifests.getObject());
    }

    @Bean
    @HandlerPath(
            path = "/scans",
            servers = {"public", "secure"},
            methods = "GET")
    HandlerFactory scans(ScanFeed feed) {
        return feed.events().around((events, request) -> new Endless(events.reply(request)));
    }

    private static Parcel asked(Request request, ParcelRegister register) {
        Parcel parcel = register.find(request.variable("id"));
        if (parcel == null) {
            throw new StatusException(404, "The register has no parcel " + request.variable("id"));
        }
        return parcel;
    }
}
