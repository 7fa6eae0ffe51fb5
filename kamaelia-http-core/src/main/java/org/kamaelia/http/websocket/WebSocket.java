package org.kamaelia.http.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.websocket.frame.DeflateAgreement;

/**
 * Opens a WebSocket for each request to a path (RFC 6455), over HTTP/2 on one stream (RFC 8441). It is registered like
 * every other {@link HandlerFactory}, for all methods or for GET, so the checks and filters for requests come before.
 *
 * <pre>{@code
 * ResourceGlue.of()
 *         .at("/echo", WebSocket.perMessage(message -> message))
 *         .at("/chat", WebSocket.of(request -> new ChatHandler(room)).subprotocols("chat.v2", "chat.v1"))
 *         .at("/report", WebSocket.blocking((request, session) -> { for (Message m; (m = session.receive()) != null; ) ... }))
 *         .at("/prices", WebSocket.broadcast(prices).origins("https://app.example"));
 * }</pre>
 *
 * <p>By default only pages of the same origin, and clients that are no browsers, may connect; see {@link #origins}. A
 * request that is no handshake gets 426, 400, 403 or 405. Immutable and thread-safe.
 */
public final class WebSocket implements HandlerFactory {
    private static final Set<String> METHODS = Set.of("GET", "CONNECT");

    private final Function<? super Request, ? extends WebSocketHandler> handlers;
    private final @Nullable WebSocketSettings own;
    private final WebSocketSettings settings;
    private final Origins origins;
    private final List<String> subprotocols;
    private final boolean streaming;

    private WebSocket(
            Function<? super Request, ? extends WebSocketHandler> handlers,
            @Nullable WebSocketSettings own,
            WebSocketSettings settings,
            Origins origins,
            List<String> subprotocols,
            boolean streaming) {
        if (settings.message() == 0 && !streaming) {
            throw new IllegalArgumentException("Only a handler that takes messages in parts can do without a limit for"
                    + " messages; give a limit, or call inParts()");
        }
        this.handlers = handlers;
        this.own = own;
        this.settings = settings;
        this.origins = origins;
        this.subprotocols = subprotocols;
        this.streaming = streaming;
    }

    /**
     * Makes a handler for each client.
     *
     * @param handlers makes the handler from the request, on the event loop; an exception gives 500
     */
    public static WebSocket of(Function<? super Request, ? extends WebSocketHandler> handlers) {
        return new WebSocket(handlers, null, WebSocketSettings.defaults(), Origins.SAME, List.of(), false);
    }

    /**
     * Calls a function for each message, on the event loop; it must not block.
     *
     * @param function returns the message to send back; null for none. An exception closes the connection with 1011
     */
    public static WebSocket perMessage(Function<? super Message, @Nullable Message> function) {
        return of(request -> new PerMessageHandler(function));
    }

    /** Runs a handler on a thread where it may block, a virtual thread if the JVM has them. */
    public static WebSocket blocking(BlockingWebSocket handler) {
        return of(request -> new ThreadedWebSocket(handler, null));
    }

    /**
     * Runs a blocking handler on the threads of an executor.
     *
     * @param executor runs each connection as one task; a rejected task closes the connection with 1013
     */
    public static WebSocket blocking(Executor executor, BlockingWebSocket handler) {
        return of(request -> new ThreadedWebSocket(handler, executor));
    }

    /**
     * Sends every client the messages of a broadcast, from now on. What a slow client misses is decided by the broadcast;
     * {@link Broadcast.Slow#CLOSE} closes its connection with 1013. What clients send is discarded.
     */
    public static WebSocket broadcast(Broadcast<Message> messages) {
        return of(request -> new SubscriberHandler(messages));
    }

    /** The same with other limits and times. */
    public WebSocket settings(WebSocketSettings other) {
        return new WebSocket(handlers, other, other, origins, subprotocols, streaming);
    }

    /**
     * The same with what applies unless {@link #settings} or {@link #origins} was called.
     *
     * @param fallback limits and times
     * @param allowed origins, as {@link #origins} takes them
     */
    public WebSocket defaults(WebSocketSettings fallback, List<String> allowed) {
        return new WebSocket(
                handlers,
                own,
                own != null ? own : fallback,
                origins != Origins.SAME ? origins : Origins.of(allowed),
                subprotocols,
                streaming);
    }

    /**
     * The same for web pages of other origins, too. Pages of the same origin are always allowed: their Origin field equals
     * the scheme, host and port of the request. So is a request without Origin, which no browser sends.
     *
     * @param allowed origins such as {@code https://app.example}; {@code *} lets every page on the web connect, with the
     *     cookies of its visitor
     * @throws IllegalArgumentException if one of them is no origin
     */
    public WebSocket origins(String... allowed) {
        return new WebSocket(handlers, own, settings, Origins.of(List.of(allowed)), subprotocols, streaming);
    }

    /**
     * The same with subprotocols (RFC 6455 section 1.9). The first one that the client offers and that is named here is
     * agreed on. If there is none, the connection has no subprotocol, and most clients that offered one close it.
     *
     * @param names tokens, case-sensitive
     */
    public WebSocket subprotocols(String... names) {
        for (String name : names) {
            if (name.isEmpty() || !name.chars().allMatch(c -> Ascii.is((char) c, Ascii.TOKEN))) {
                throw new IllegalArgumentException(
                        "The name of a subprotocol is a token, such as chat.v1, not \"" + name + "\"");
            }
        }
        return new WebSocket(handlers, own, settings, origins, List.of(names), streaming);
    }

    /**
     * The same for handlers that take messages in parts while they arrive. A part of a text ends with a whole character.
     * Only then may the limit for messages be 0, which means no limit.
     */
    public WebSocket inParts() {
        return new WebSocket(handlers, own, settings, origins, subprotocols, true);
    }

    /** The limits and times. */
    public WebSocketSettings settings() {
        return settings;
    }

    /** The boxes of every WebSocket, so that their statistics can be declared before the first connection. */
    public static List<BoxSpec<?>> boxes() {
        return List.of(WebSocketConnection.INBOX, WebSocketConnection.MESSAGES, WebSocketHandler.INBOX);
    }

    /** GET, and in HTTP/2 CONNECT (RFC 8441 section 5). */
    @Override
    public Set<String> methods() {
        return METHODS;
    }

    @Override
    public Reply reply(Request request) {
        Handshake handshake = Handshake.of(request, origins);
        String subprotocol = agreed(handshake);
        DeflateAgreement deflate = DeflateAgreement.of(handshake.extensions(), settings.compression());
        Response response = Response.upgrade("websocket", () -> {
            WebSocketHandler handler = handlers.apply(request);
            handler.serve(request, subprotocol);
            return new WebSocketConnection(settings, streaming, deflate, handler);
        });
        if (handshake.accept() != null) {
            response = response.header("Sec-WebSocket-Accept", handshake.accept());
        }
        if (subprotocol != null) {
            response = response.header("Sec-WebSocket-Protocol", subprotocol);
        }
        return deflate == null ? response : response.header("Sec-WebSocket-Extensions", deflate.field());
    }

    private @Nullable String agreed(Handshake handshake) {
        for (String offered : handshake.subprotocols()) {
            if (subprotocols.contains(offered)) {
                return offered;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "WebSocket" + new ArrayList<>(subprotocols);
    }
}
