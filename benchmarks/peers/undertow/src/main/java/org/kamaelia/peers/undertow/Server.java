package org.kamaelia.peers.undertow;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.Options;

/** Plaintext on Undertow alone, answered on its I/O threads, with a body that is shared. */
public final class Server {
    private static final byte[] GREETING = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private Server() {}

    public static void main(String[] args) {
        ByteBuffer greeting =
                ByteBuffer.allocateDirect(GREETING.length).put(GREETING).flip();
        PathHandler paths = new PathHandler().addExactPath("/plaintext", exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
            exchange.setResponseContentLength(GREETING.length);
            exchange.getResponseSender().send(greeting.duplicate());
        });
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "0.0.0.0")
                .setSocketOption(Options.BACKLOG, 1024)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setHandler(paths)
                .build()
                .start();
    }
}
