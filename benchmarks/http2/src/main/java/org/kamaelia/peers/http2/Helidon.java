package org.kamaelia.peers.http2;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;

/** Helidon on virtual threads. */
final class Helidon {
    private Helidon() {}

    static void run(int port) {
        WebServer.builder()
                .port(port)
                .routing(routes -> routes.get("/plaintext", body(Main.PLAIN, Main.GREETING))
                        .get("/bytes/1m", body(Main.OCTETS, Main.MEGABYTE))
                        .post("/echo", (request, response) -> {
                            response.header(HeaderNames.CONTENT_TYPE, Main.OCTETS);
                            response.send(request.content().as(byte[].class));
                        }))
                .build()
                .start();
    }

    private static Handler body(String type, byte[] octets) {
        return (request, response) -> {
            response.header(HeaderNames.CONTENT_TYPE, type);
            response.send(octets);
        };
    }
}
