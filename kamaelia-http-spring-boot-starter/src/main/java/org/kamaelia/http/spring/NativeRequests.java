package org.kamaelia.http.spring;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.loop.EventLoop;

/**
 * Lets an observer see only the requests to native handlers, as long as a web framework serves the rest of the paths and
 * observes its requests itself. Requests that were refused before they were complete reach no framework, so they count
 * as native.
 */
final class NativeRequests implements HttpObserver {
    private final HttpObserver observer;
    private final ResourceGlue routes;
    private final BooleanSupplier shared;

    /**
     * An observer of native requests.
     *
     * @param shared whether a web framework serves the other paths
     */
    NativeRequests(HttpObserver observer, ResourceGlue routes, BooleanSupplier shared) {
        this.observer = observer;
        this.routes = routes;
        this.shared = shared;
    }

    @Override
    public OnLoop on(EventLoop loop) {
        OnLoop inner = observer.on(loop);
        return new OnLoop() {
            @Override
            public void begun(ObservedExchange exchange) {
                if (isNative(exchange)) {
                    inner.begun(exchange);
                }
            }

            @Override
            public void ended(ObservedExchange exchange) {
                if (isNative(exchange)) {
                    inner.ended(exchange);
                }
            }
        };
    }

    private boolean isNative(ObservedExchange exchange) {
        @Nullable Request request = exchange.request();
        return request == null || !shared.getAsBoolean() || routes.serves(request.path());
    }
}
