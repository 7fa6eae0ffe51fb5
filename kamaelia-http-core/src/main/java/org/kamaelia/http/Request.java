package org.kamaelia.http;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spi.HandlerSupport;
import org.kamaelia.http.spi.Routing;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.RequestHead;

/**
 * One request: its method, target and header fields (RFC 9110 sections 6 and 9, RFC 9112 section 3), its connection,
 * and its route. The handler receives the body, if there is one, in its {@code inbox}.
 *
 * <p>Only the route, the trailers and the attributes can change after the request is made. A handler may read all
 * properties from any thread.
 */
public final class Request {
    private static final int LONGEST_TEXT = 1_024;
    private final RequestHead head;
    private final Origin origin;
    private final HandlerSupport support;
    private @Nullable Routing routing;
    private @Nullable ResponseMap responseMap;
    private volatile @Nullable RequestScope scope;
    private volatile @Nullable RequestExtras extras;

    Request(RequestHead head, Origin origin, HandlerSupport support) {
        this.head = head;
        this.origin = origin;
        this.support = support;
    }

    private RequestExtras extras() {
        RequestExtras known = extras;
        if (known == null) {
            synchronized (this) {
                known = extras;
                if (known == null) {
                    extras = known = new RequestExtras();
                }
            }
        }
        return known;
    }

    /**
     * The source of a request: its connection, or the client as trusted proxies describe it. The values do not change,
     * and they are also available after the connection has closed.
     */
    public interface Origin {
        /** The name of the server that received the request. */
        String serverName();

        /** The address of the peer, or of the client as trusted proxies report it; null if there is none or it is unknown. */
        @Nullable
        SocketAddress remoteAddress();

        /** The local address that received the request; null if the transport has no address. */
        @Nullable
        SocketAddress localAddress();

        /** The TLS session of the connection; null for a connection without TLS. */
        default @Nullable SSLSession tlsSession() {
            return null;
        }

        /** The host that trusted proxies report; null if they report none, so that the host of the request applies. */
        default @Nullable String host() {
            return null;
        }

        /** Whether the client sent the request over TLS. */
        default boolean isSecure() {
            return tlsSession() != null;
        }
    }

    /** The source of this request. */
    public Origin origin() {
        return origin;
    }

    /** The method, such as {@code GET}; case-sensitive (RFC 9110 section 9.1). */
    public String method() {
        return head.method();
    }

    /** The request target as the client sent it (RFC 9112 section 3.2). */
    public String target() {
        return head.target();
    }

    /**
     * The path in its normal form, without the query, as routers and filters compare it: decoded, except that
     * {@code %2F}, {@code %5C} and {@code %25} stay encoded; dot and empty segments are resolved. {@code *} for
     * {@code OPTIONS *}.
     */
    public String path() {
        return head.normalPath();
    }

    /** The path as the client sent it, not decoded and without the query; {@code *} for {@code OPTIONS *}. */
    public String rawPath() {
        return head.path();
    }

    /** The query as the client sent it, without the question mark; null if there is none. */
    public @Nullable String query() {
        return head.query();
    }

    /**
     * The decoded parameters of the query, at most {@value Parameters#MOST}.
     *
     * @throws StatusException 400, see {@link Parameters#parse(String)}
     */
    public Parameters parameters() {
        RequestExtras kept = extras();
        Parameters known = kept.parameters;
        if (known == null) {
            kept.parameters = known = Parameters.parse(query());
        }
        return known;
    }

    /**
     * A parameter of the query, to be read as a value of some type.
     *
     * @throws StatusException 400 if the query cannot be decoded
     */
    public RequestValue param(String name) {
        return parameters().value(name);
    }

    /**
     * The variables of the path and the parameters of the query as a record, see {@link Parameters#into}. A variable of
     * the path precedes a parameter of the same name.
     *
     * @throws AnswerException 400 with problem details that name every value that is missing or does not fit
     * @throws StatusException 400 if the query cannot be decoded
     */
    public <R extends Record> R values(Class<R> type) {
        return values(type, ComponentCheck.NONE);
    }

    /** The same as a record whose values also pass a check. The response names the faults of the check, too. */
    public <R extends Record> R values(Class<R> type, ComponentCheck check) {
        return RecordReader.of(type).read(name -> variables().containsKey(name) ? pathValue(name) : param(name), check);
    }

    /** The cookies that the client sent. */
    public Cookies cookies() {
        RequestExtras kept = extras();
        Cookies known = kept.cookies;
        if (known == null) {
            kept.cookies = known = Cookies.of(fields());
        }
        return known;
    }

    /** The version of HTTP that applies to the response: {@code HTTP/1.1} or {@code HTTP/1.0}. */
    public String version() {
        return head.version();
    }

    /**
     * The protocol that the client asks for with the method CONNECT, such as {@code websocket} (RFC 8441 section 4). Null if
     * it asks for none; always null in HTTP/1, where the Upgrade field names the protocol.
     */
    public @Nullable String connectProtocol() {
        return head.protocol();
    }

    /** The header fields, in the order in which the client sent them. */
    public Fields fields() {
        return head.fields();
    }

    /** Returns the value of the first field line with this name; null if there is none. */
    public @Nullable String header(String name) {
        return head.fields().first(name);
    }

    /** The host that the client requested, with the port if the client named one; empty for HTTP/1.0 without Host. */
    public String host() {
        String said = origin.host();
        return said != null ? said : head.authority();
    }

    /** {@code https} if the client sent the request over TLS, else {@code http}. */
    public String scheme() {
        return origin.isSecure() ? "https" : "http";
    }

    /** The length of the body in bytes; 0 if there is no body, -1 if the length is not known in advance. */
    public long contentLength() {
        return head.bodyLength();
    }

    /** Whether a body follows. */
    public boolean hasBody() {
        return head.hasBody();
    }

    /** The trailer fields (RFC 9110 section 6.5); empty if there are none, and before the handler's inbox has ended. */
    public Fields trailers() {
        RequestExtras kept = extras;
        return kept == null ? Fields.empty() : kept.trailers;
    }

    /** The name of the server that received the request. */
    public String serverName() {
        return origin.serverName();
    }

    /** The address of the peer, or of the client as trusted proxies report it; null if there is none or it is unknown. */
    public @Nullable SocketAddress remoteAddress() {
        return origin.remoteAddress();
    }

    /** The local address that received the request; null if the transport has no address. */
    public @Nullable SocketAddress localAddress() {
        return origin.localAddress();
    }

    /** Whether the client sent the request over TLS. */
    public boolean isSecure() {
        return origin.isSecure();
    }

    /** The TLS session, with the certificate of the client if the server requested one; null without TLS. */
    public @Nullable SSLSession tlsSession() {
        return origin.tlsSession();
    }

    /** The part of the normalised path that matched the route; empty if no router has routed the request. */
    public String prefix() {
        return routing == null ? "" : routing.prefix();
    }

    /** The normalised path after {@link #prefix()}; the whole {@link #path()} if no router has routed the request. */
    public String rest() {
        return routing == null ? path() : routing.rest();
    }

    /** The pattern of the route, such as {@code /users/{id}}; null if no router has routed the request. */
    public @Nullable String route() {
        return routing == null ? null : routing.pattern();
    }

    /**
     * Returns the decoded value of a {@code {name}} segment of the route.
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

    /**
     * A {@code {name}} segment of the route, to be read as a value of some type.
     *
     * @throws IllegalArgumentException if the route has no such segment
     */
    public RequestValue pathValue(String name) {
        return new RequestValue("path variable", name, List.of(variable(name)));
    }

    /** The decoded values of all {@code {name}} segments of the route, by name. */
    public Map<String, String> variables() {
        return routing == null ? Map.of() : routing.variables();
    }

    /** Returns the attribute with this key; null if there is none. Thread-safe. */
    public @Nullable Object attribute(Object key) {
        RequestExtras kept = extras;
        return kept == null ? null : kept.attributes.get(key);
    }

    /**
     * Sets an attribute for other code that handles this request. Thread-safe.
     *
     * @param key compared by {@code equals}; a class or a private constant avoids conflicts
     * @param value null removes the attribute
     */
    public void attribute(Object key, @Nullable Object value) {
        if (value != null) {
            extras().attributes.put(key, value);
        } else if (extras != null) {
            extras().attributes.remove(key);
        }
    }

    /**
     * Adds a function that maps the head of the final response, whoever makes it; see {@link HttpFilter}. It is called
     * once, on the event loop, and must not block. Functions that are added later are called first. A function may change
     * status and fields, or return a complete response. If it throws, the client gets 500. Call this method in a filter or
     * a factory.
     */
    public void mapResponse(UnaryOperator<Response> map) {
        responseMap = new ResponseMap(map, responseMap);
    }

    /**
     * Adds a scope around the code of the handlers of this request, inside the scopes that were added before. Call it
     * before the request has a handler: in {@code begun} of an observer, or in a factory before it calls the factory
     * that it wraps.
     */
    public void surroundBy(RequestScope inner) {
        RequestScope outer = scope;
        scope = outer == null ? inner : new Scopes.Nested(outer, inner);
    }

    /**
     * Adds a scope as {@link #surroundBy} does, and opens it for the code of the caller: a factory that wraps another one
     * closes it when the other factory has returned.
     *
     * @return what is open; close it on the same thread
     */
    public RequestScope.Open enter(RequestScope inner) {
        surroundBy(inner);
        scope = new Scopes.Opened(Objects.requireNonNull(scope));
        return inner.open();
    }

    // Methods for the server, which it calls through org.kamaelia.http.spi.

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

    /** Opens the scopes that were added so far, for the code of factories. */
    RequestScope.Open openScope() {
        RequestScope all = scope;
        if (all == null) {
            return RequestScope.Open.NOTHING;
        }
        scope = new Scopes.Opened(all);
        return all.open();
    }

    /** Opens the scopes that factories have added and not opened, for a function that runs while they are asked. */
    RequestScope.Open openAddedScope() {
        RequestScope all = scope;
        return all == null ? RequestScope.Open.NOTHING : RequestScope.open(Scopes.added(all));
    }

    /** The functions that map the response, the one that was added last first; null if there is none. */
    @Nullable
    ResponseMap responseMap() {
        return responseMap;
    }

    /** The limits that replace limits of the server for this request. */
    PathLimits limits() {
        RequestExtras kept = extras;
        return kept == null ? PathLimits.none() : kept.limits;
    }

    /** Adds limits of an inner factory. Limits that were set before win. */
    void within(PathLimits inner) {
        extras().limits = limits().over(inner);
    }

    void routed(Routing how) {
        routing = how;
    }

    void trailers(Fields received) {
        if (received.size() > 0) {
            extras().trailers = received;
        }
    }

    /** Returns the method and the target, at most {@value #LONGEST_TEXT} characters of it, for log messages. */
    @Override
    public String toString() {
        String target = target();
        return method() + " " + (target.length() <= LONGEST_TEXT ? target : target.substring(0, LONGEST_TEXT) + "...");
    }
}
