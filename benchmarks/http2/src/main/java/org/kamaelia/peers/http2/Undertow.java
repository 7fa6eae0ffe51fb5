package org.kamaelia.peers.http2;

import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;

/** Undertow, answered on its I/O threads, with bodies that are shared. */
final class Undertow {
    private Undertow() {}

    static void run(int port) {
        PathHandler paths = new PathHandler()
                .addExactPath("/plaintext", body(Main.PLAIN, Main.GREETING))
                .addExactPath("/bytes/1m", body(Main.OCTETS, Main.MEGABYTE))
                .addExactPath("/echo", exchange -> exchange.getRequestReceiver().receiveFullBytes((whole, octets) -> {
                    whole.getResponseHeaders().put(Headers.CONTENT_TYPE, Main.OCTETS);
                    whole.getResponseSender().send(ByteBuffer.wrap(octets));
                }));
        io.undertow.Undertow.builder()
                .addHttpListener(port, "0.0.0.0")
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setHandler(paths)
                .build()
                .start();
    }

    private static HttpHandler body(String type, byte[] octets) {
        ByteBuffer body = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        return exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
            exchange.setResponseContentLength(octets.length);
            exchange.getResponseSender().send(body.duplicate());
        };
    }
}
