package org.kamaelia.http;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spi.HandlerSupport;
import org.kamaelia.http.spi.Routing;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.RequestHead;

/**
 * One request as its handler sees it: the request line and the header fields (RFC 9112 section 3, RFC 9110 section 6),
 * where it came from, and how it was routed. The body, if there is one, comes to the handler's {@code inbox}.
 *
 * <p>Everything but the routing, the trailers and the attributes is fixed when the request is made. All of it may be
 * read from any thread.
 */
public final class Request {
    private final RequestHead head;
    private final Origin origin;
    private final HandlerSupport support;
    private @Nullable Routing routing;
    private PathLimits limits = PathLimits.none();
    private volatile @Nullable RequestScope scope;
    private volatile @Nullable Extras extras;

    Request(RequestHead head, Origin origin, HandlerSupport support) {
        this.head = head;
        this.origin = origin;
        this.support = support;
    }

    /** What few requests need; made when it is needed, so that the others stay small. */
    private static final class Extras {
        private final Map<Object, Object> attributes = new ConcurrentHashMap<>(4);
        private volatile Fields trailers = Fields.empty();

        // Made when asked for. A race makes equal objects twice, no more.
        private @Nullable Parameters parameters;
        private @Nullable Cookies cookies;
    }

    private Extras extras() {
        Extras known = extras;
        if (known == null) {
            synchronized (this) {
                known = extras;
                if (known == null) {
                    extras = known = new Extras();
                }
            }
        }
        return known;
    }

    /** Where a request came from: its connection. */
    public interface Origin {
        /** The name of the server that received it. */
        String serverName();

        /** The address of the client, or of the nearest proxy. */
        @Nullable
        SocketAddress remoteAddress();

        /** The address on which it was received. */
        @Nullable
        SocketAddress localAddress();

        /** The TLS session of the connection; null over plain TCP. */
        default @Nullable SSLSession tlsSession() {
            return null;
        }

        /** The host that the client asked for, where proxies have said so; null: the request itself says it. */
        default @Nullable String host() {
            return null;
        }

        /** Whether the client sent it over TLS. */
        default boolean isSecure() {
            return tlsSession() != null;
        }
    }

    /** The connection on which it came. */
    public Origin origin() {
        return origin;
    }

    /** The method, such as {@code GET}; case matters (RFC 9110 section 9.1). */
    public String method() {
        return head.method();
    }

    /** The request target as it was sent. */
    public String target() {
        return head.target();
    }

    /** The path as it was sent, without the query and not decoded; {@code *} for {@code OPTIONS *}. */
    public String path() {
        return head.path();
    }

    /** The query as it was sent, without the question mark; null when there is none. */
    public @Nullable String query() {
        return head.query();
    }

    /**
     * The parameters of the query, decoded; at most {@value Parameters#MOST}.
     *
     * @throws StatusException 400 if there are more, or they are not UTF-8
     */
    public Parameters parameters() {
        Extras kept = extras();
        Parameters known = kept.parameters;
        if (known == null) {
            kept.parameters = known = Parameters.parse(query());
        }
        return known;
    }

    /** The cookies that the client sent. */
    public Cookies cookies() {
        Extras kept = extras();
        Cookies known = kept.cookies;
        if (known == null) {
            kept.cookies = known = Cookies.of(fields());
        }
        return known;
    }

    /** The version that governs the answer: {@code HTTP/1.1} or {@code HTTP/1.0}. */
    public String version() {
        return head.version();
    }

    /** The header fields in the order in which they came. */
    public Fields fields() {
        return head.fields();
    }

    /** The value of the first field line of this name; null when there is none. */
    public @Nullable String header(String name) {
        return head.fields().first(name);
    }

    /** The host that the client asked for, with the port if it named one; empty for HTTP/1.0 without Host. */
    public String host() {
        String said = origin.host();
        return said != null ? said : head.authority();
    }

    /** {@code https} over TLS, else {@code http}. */
    public String scheme() {
        return origin.isSecure() ? "https" : "http";
    }

    /** The length of the body in bytes: 0 when there is none, -1 when it is not known in advance. */
    public long contentLength() {
        return head.bodyLength();
    }

    /** Whether a body follows. */
    public boolean hasBody() {
        return head.hasBody();
    }

    /** The trailer fields; empty until the handler's inbox has ended, and where there are none. */
    public Fields trailers() {
        Extras kept = extras;
        return kept == null ? Fields.empty() : kept.trailers;
    }

    /** The name of the server that received the request. */
    public String serverName() {
        return origin.serverName();
    }

    /** The address of the client, or of the nearest proxy. */
    public @Nullable SocketAddress remoteAddress() {
        return origin.remoteAddress();
    }

    /** The address on which the request was received. */
    public @Nullable SocketAddress localAddress() {
        return origin.localAddress();
    }

    /** Whether the request came over TLS. */
    public boolean isSecure() {
        return origin.isSecure();
    }

    /** The TLS session, with the certificate that the client showed if it was asked for one; null over plain TCP. */
    public @Nullable SSLSession tlsSession() {
        return origin.tlsSession();
    }

    /** The part of the path that chose the handler, as the router normalised it; empty when nothing routed it. */
    public String prefix() {
        return routing == null ? "" : routing.prefix();
    }

    /** What is left of the normalised path behind {@link #prefix()}; the whole path when nothing routed the request. */
    public String rest() {
        return routing == null ? path() : routing.rest();
    }

    /** The pattern under which the handler is registered, such as {@code /users/{id}}; null when nothing routed it. */
    public @Nullable String route() {
        return routing == null ? null : routing.pattern();
    }

    /**
     * The decoded value of a {@code {name}} segment of the route.
     *
     * @throws IllegalArgumentException if the route has no such segment
     */
    public String variable(String name) {
        String value = variables().get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route " + route() + " has no segment {" + name + "}");
        }
        return value;
    }

    /** The decoded values of all {@code {name}} segments of the route. */
    public Map<String, String> variables() {
        return routing == null ? Map.of() : routing.variables();
    }

    /** What the application has noted under a key; null when there is nothing. Thread-safe. */
    public @Nullable Object attribute(Object key) {
        Extras kept = extras;
        return kept == null ? null : kept.attributes.get(key);
    }

    /**
     * Notes something for other code that handles this request; it is forgotten with the request. Thread-safe.
     *
     * @param key compared by {@code equals}; a class or a private constant keeps out of the way of others
     * @param value null removes what is noted
     */
    public void attribute(Object key, @Nullable Object value) {
        if (value != null) {
            extras().attributes.put(key, value);
        } else if (extras != null) {
            extras().attributes.remove(key);
        }
    }

    /**
     * Has this surround the code of its handlers, within what does already. Called before there is a handler: by an
     * observer of the server, or by a factory for the handlers behind it.
     */
    public void surroundBy(RequestScope inner) {
        RequestScope outer = scope;
        scope = outer == null ? inner : outer.around(inner);
    }

    // What the server does with a request, by way of org.kamaelia.http.spi.

    RequestHead head() {
        return head;
    }

    HandlerSupport support() {
        return support;
    }

    @Nullable
    RequestScope scope() {
        return scope;
    }

    /** Where the limits of this request differ from those of its server. */
    PathLimits limits() {
        return limits;
    }

    /** Sets limits inside of those that were set before, which win. */
    void within(PathLimits inner) {
        limits = limits.over(inner);
    }

    void routed(Routing how) {
        routing = how;
    }

    void trailers(Fields received) {
        if (received.size() > 0) {
            extras().trailers = received;
        }
    }

    @Override
    public String toString() {
        return method() + " " + target();
    }
}
