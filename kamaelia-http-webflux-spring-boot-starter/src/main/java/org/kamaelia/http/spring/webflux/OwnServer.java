package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;

/** A server of the web server alone: without native handlers, and apart from the servers of {@code kamaelia.http}. */
final class OwnServer implements ServerHost {
    private static final int DEFAULT_PORT = 8080;

    private final String name;
    private final @Nullable EventLoops loops;
    private final WebServerSetup web;

    /**
     * A server to be.
     *
     * @param loops null for those that all servers share
     */
    OwnServer(String name, @Nullable EventLoops loops, WebServerSetup web) {
        this.name = name;
        this.loops = loops;
        this.web = web;
    }

    @Override
    public SimpleServer start() {
        HttpSetup setup = web.setup(HttpSetup.of(web.handlers(ResourceGlue.of())));
        SimpleServer server =
                SimpleServer.of(() -> new HttpServer(setup)).name(name).port(port());
        if (loops != null) {
            server.loops(loops);
        }
        web.server(server);
        return server.start();
    }

    @Override
    public int port() {
        return web.port() == WebServerSetup.NO_PORT ? DEFAULT_PORT : web.port();
    }
}
