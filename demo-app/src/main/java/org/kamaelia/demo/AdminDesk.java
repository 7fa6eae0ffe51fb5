package org.kamaelia.demo;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.websocket.WebSocket;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The desk of the staff: another page at the same path, the hand scanner, and live scans over a WebSocket. */
@Configuration(proxyBeanMethods = false)
class AdminDesk {
    private static final int BODY = 4 * 1024;
    private static final int PLACE = 80;

    /** The request body of a hand scanner. */
    record HandScan(@Nullable String parcel, @Nullable String place) {}

    @Bean
    @HandlerPath(path = "/{$}", servers = "admin", methods = "GET")
    HandlerFactory adminPage(Assets assets) {
        return Page.of("admin.html", assets);
    }

    @Bean
    @HandlerPath(path = "/scans", servers = "admin", methods = "POST")
    HandlerFactory handScan(ParcelRegister register, ScanFeed feed) {
        return HandlerFactory.oneShot(BODY, (request, body) -> scan(register, feed, request, body));
    }

    @Bean
    @HandlerPath(path = "/scans/live", servers = "admin")
    HandlerFactory liveScans(ScanFeed feed) {
        return WebSocket.broadcast(feed.live());
    }

    private static Response scan(ParcelRegister register, ScanFeed feed, Request request, byte[] body) {
        HandScan scan = Json.read(request, body, HandScan.class);
        String id = Json.line("parcel", scan.parcel(), 20);
        String place = Json.line("place", scan.place(), PLACE);
        if (register.find(id) == null) {
            throw new StatusException(404, "The register has no parcel " + id);
        }
        Parcel moved = register.scan(id, place);
        if (moved == null) {
            throw new StatusException(409, "Parcel " + id + " has been delivered");
        }
        return Json.response(feed.publish(moved));
    }
}
