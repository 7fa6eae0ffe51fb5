package org.kamaelia.http.spring.webflux;

import java.time.Duration;
import java.util.Objects;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.net.loop.EventLoop;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.scheduler.Schedulers;

/**
 * Serves an {@link HttpHandler} of Spring WebFlux.
 *
 * <pre>{@code
 * HandlerFactory handlers = new KamaeliaHttpHandlerAdapter(httpHandler).handlers();
 * SimpleServer.of(() -> new HttpServer(handlers)).port(8080).run();
 * }</pre>
 *
 * <p>The handler is called on the event loop of the connection and must not block. Its signals may come from any thread.
 * {@code block()} on an event loop throws {@link IllegalStateException}, as on other servers for WebFlux.
 *
 * <p>Demand is passed on: a part of the response is requested when there is room for it on the way to the client, and a
 * part of the request body is read when it is requested. Therefore a request body has no limit of its size, and a
 * handler has no time limit for the first part of its response. {@link HandlerFactory#within} sets such limits.
 * Thread-safe.
 */
public final class KamaeliaHttpHandlerAdapter {
    private static final PathLimits LIMITS = PathLimits.none().requestBody(0).firstPart(Duration.ofDays(365));

    static {
        Schedulers.registerNonBlockingThreadPredicate(KamaeliaHttpHandlerAdapter::isEventLoop);
    }

    private final HandlerFactory handlers;

    /** Adapts a handler, which is called for every request. */
    public KamaeliaHttpHandlerAdapter(HttpHandler handler) {
        this.handlers = new ReactiveHandlers(Objects.requireNonNull(handler)).within(LIMITS);
    }

    /** Returns the factory to serve. It takes requests with any method and any path. */
    public HandlerFactory handlers() {
        return handlers;
    }

    private static boolean isEventLoop(Thread thread) {
        return thread == Thread.currentThread() && EventLoop.current() != null;
    }
}
