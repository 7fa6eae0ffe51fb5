package org.kamaelia.http.spring.webflux;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Calls an {@link HttpHandler} for each request. If a request has no body, the handler is called at once. If its whole
 * response is there when it returns, the reply is that response, and no component is needed.
 */
final class ReactiveHandlers implements HandlerFactory {
    private final HttpHandler handler;
    private final RecentUris uris = new RecentUris();

    ReactiveHandlers(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    public Reply reply(Request request) {
        ReactiveHandler made = new ReactiveHandler(handler, request, uri(request));
        if (request.hasBody()) {
            return made; // the handler is called when it can read the body
        }
        @Nullable Response whole = made.handleNow();
        return whole != null ? whole : made;
    }

    @Override
    public Set<String> methods() {
        return AnyMethod.INSTANCE;
    }

    private URI uri(Request request) {
        try {
            return uris.of(request);
        } catch (URISyntaxException malformed) {
            throw new StatusException(400, "The request target is not a URI");
        }
    }
}
