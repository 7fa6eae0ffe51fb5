package org.kamaelia.http.spring.webflux;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.adapter.ContextWebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Opens the WebSockets of Spring WebFlux with those of Kamaelia HTTP.
 *
 * <pre>
 *   HandshakeWebSocketService --upgrade()--&gt; 101, with what filters and beforeCommit() have added
 *                                 `--&gt; ReactiveWebSocket takes the connection over --WebSocketSession--&gt; WebSocketHandler
 * </pre>
 *
 * <p>The Mono of {@link #upgrade} completes with the handshake, and does not wait for the end of the WebSocket. The reactor
 * context of the exchange is that of the handler. Pages of other origins get 403 unless they are allowed. Thread-safe.
 */
public final class KamaeliaRequestUpgradeStrategy implements RequestUpgradeStrategy {
    private final WebSocketSettings settings;
    private final List<String> origins;

    /** Makes a strategy with default limits, for pages of the same origin and clients that are no browsers. */
    public KamaeliaRequestUpgradeStrategy() {
        this(WebSocketSettings.defaults(), List.of());
    }

    /**
     * Makes a strategy.
     *
     * @param settings limits and times of the WebSockets
     * @param origins pages of these other origins may connect, see {@link WebSocket#origins}
     * @throws IllegalArgumentException if one of them is no origin
     */
    public KamaeliaRequestUpgradeStrategy(WebSocketSettings settings, List<String> origins) {
        this.settings = Objects.requireNonNull(settings);
        this.origins = List.copyOf(origins);
        socket(null).origins(this.origins.toArray(String[]::new));
    }

    private WebSocket socket(@Nullable ReactiveWebSocket one) {
        return WebSocket.of(request -> Objects.requireNonNull(one))
                .settings(settings)
                .origins(origins.toArray(String[]::new));
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshakeInfoFactory) {
        return Mono.deferContextual(context -> {
            ServerHttpResponse response = exchange.getResponse();
            Request request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
            ResponseFlow flow = ServerHttpResponseDecorator.getNativeResponse(response);
            ReactiveWebSocket one = new ReactiveWebSocket(
                    ContextWebSocketHandler.decorate(handler, context),
                    handshakeInfoFactory.get(),
                    response.bufferFactory());
            WebSocket socket = socket(one);
            try {
                Response switching =
                        (Response) (subProtocol == null ? socket : socket.subprotocols(subProtocol)).reply(request);
                flow.upgrade(switching);
            } catch (StatusException refused) {
                return refused(refused, response);
            }
            return response.setComplete();
        });
    }

    private static Mono<Void> refused(StatusException refused, ServerHttpResponse response) {
        Response page = refused.on(Response.text(""));
        for (Map.Entry<String, String> field : page.fields()) {
            if (!field.getKey().equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                response.getHeaders().set(field.getKey(), field.getValue());
            }
        }
        return Mono.error(
                new ResponseStatusException(HttpStatusCode.valueOf(refused.status()), refused.detail(), refused));
    }
}
