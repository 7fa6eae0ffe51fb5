package org.kamaelia.http.spring.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.kamaelia.axon.Introspector;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerRegistration;
import org.kamaelia.http.spring.HandlerRegistrations;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.net.loop.EventLoop;

/**
 * The page {@code kamaelia/live} of actuator: a live picture of the components and their boxes, which fill and empty as
 * they do. The page gets its pictures over a WebSocket. At most {@value #VIEWERS} viewers look at once.
 */
final class LivePicture implements HandlerRegistrations {
    private static final int VIEWERS = 32;
    private static final String PAGE = "live-picture.html";

    private final ManagementServer server;
    private final String path;
    private final KamaeliaServers servers;
    private final EndpointJson json;
    private final AtomicInteger viewers = new AtomicInteger();

    /**
     * A live picture.
     *
     * @param path the path of the endpoint {@code kamaelia}
     */
    LivePicture(ManagementServer server, String path, KamaeliaServers servers, EndpointJson json) {
        this.server = server;
        this.path = path;
        this.servers = servers;
        this.json = json;
    }

    @Override
    public List<HandlerRegistration> get() {
        if (server.isDisabled()) {
            return List.of();
        }
        Response page = Response.html(page()).header("Cache-Control", "no-cache");
        WebSocket pictures = WebSocket.of(request -> new LivePictureHandler(this::picture, viewers, VIEWERS));
        return List.of(
                HandlerRegistration.of(path + "/live", HandlerFactory.oneShot(request -> page))
                        .methods("GET")
                        .servers(server.name()),
                HandlerRegistration.of(path + "/live/socket", pictures).servers(server.name()));
    }

    private static String page() {
        try (InputStream in = LivePicture.class.getResourceAsStream(PAGE)) {
            return new String(Objects.requireNonNull(in, PAGE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private CompletableFuture<byte[]> picture() {
        Set<EventLoop> loops = servers.servers().values().stream()
                .flatMap(one -> one.eventLoops().stream())
                .collect(Collectors.toSet());
        return Introspector.snapshot(loops).thenApply(snapshot -> json.write(ComponentPicture.of(snapshot)));
    }
}
