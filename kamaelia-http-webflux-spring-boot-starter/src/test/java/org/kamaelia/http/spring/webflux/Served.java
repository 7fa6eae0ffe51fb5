package org.kamaelia.http.spring.webflux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.HttpHandler;

/** A server for one {@link HttpHandler}, on one event loop and a free port. */
final class Served implements AutoCloseable {
    private final EventLoops loops = EventLoops.create(1);
    private final SimpleServer server;

    private Served(HttpHandler handler) {
        var handlers = new KamaeliaHttpHandlerAdapter(handler).handlers();
        server = SimpleServer.of(() -> new HttpServer(handlers))
                .loops(loops)
                .port(0)
                .start();
    }

    static Served with(HttpHandler handler) {
        return new Served(handler);
    }

    int port() {
        return server.localPort();
    }

    SimpleServer server() {
        return server;
    }

    EventLoops loops() {
        return loops;
    }

    String get(String path) {
        return Wire.get(port(), path);
    }

    /** A buffer that needs no release. */
    static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO).join();
        loops.close();
    }
}
