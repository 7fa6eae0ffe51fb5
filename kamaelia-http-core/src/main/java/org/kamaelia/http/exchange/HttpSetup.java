package org.kamaelia.http.exchange;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;

/**
 * The settings that all connections of a server share. Immutable; start with {@link #of} and make one object for each
 * server.
 *
 * @param handlers chooses the response or the handler of each request
 * @param limits the limits for requests
 * @param errorPages makes the responses that report errors
 * @param exceptions maps exceptions of handlers to responses; null for 500
 * @param serverField the value of the Server field (RFC 9110 section 10.2.4); null for no field
 * @param blocking runs blocking handlers; a rejected task gives 503; null for the executor that all servers share
 * @param forwarding reads the forwarded fields of trusted proxies; null to ignore these fields
 * @param statistics counts the responses and holds the observers
 * @param http2 whether and how HTTP/2 is spoken
 * @param filter is called for each request before the factory, and sees every response; null for no filter
 */
public record HttpSetup(
        HandlerFactory handlers,
        HttpLimits limits,
        ErrorPages errorPages,
        @Nullable HandlerExceptionMapper exceptions,
        @Nullable String serverField,
        @Nullable Executor blocking,
        @Nullable Forwarding forwarding,
        HttpStatistics statistics,
        Http2Settings http2,
        @Nullable HttpFilter filter) {
    /** Makes settings with default limits, standard error pages, no Server field, and new statistics. */
    public static HttpSetup of(HandlerFactory handlers) {
        return new HttpSetup(
                handlers,
                HttpLimits.defaults(),
                ErrorPages.standard(),
                null,
                null,
                null,
                null,
                new HttpStatistics(),
                Http2Settings.defaults(),
                null);
    }

    /** Returns a copy with other limits. */
    public HttpSetup limits(HttpLimits other) {
        return new HttpSetup(
                handlers, other, errorPages, exceptions, serverField, blocking, forwarding, statistics, http2, filter);
    }

    /** Returns a copy with other error pages. */
    public HttpSetup errorPages(ErrorPages other) {
        return new HttpSetup(
                handlers, limits, other, exceptions, serverField, blocking, forwarding, statistics, http2, filter);
    }

    /** Returns a copy with another mapper for exceptions of handlers; null for 500. */
    public HttpSetup exceptions(@Nullable HandlerExceptionMapper mapper) {
        return new HttpSetup(
                handlers, limits, errorPages, mapper, serverField, blocking, forwarding, statistics, http2, filter);
    }

    /**
     * Returns a copy with another Server field.
     *
     * @param value the value, such as {@code kamaelia}; null for no field
     */
    public HttpSetup serverField(@Nullable String value) {
        return new HttpSetup(
                handlers, limits, errorPages, exceptions, value, blocking, forwarding, statistics, http2, filter);
    }

    /** Returns a copy with other statistics. */
    public HttpSetup statistics(HttpStatistics other) {
        return new HttpSetup(
                handlers, limits, errorPages, exceptions, serverField, blocking, forwarding, other, http2, filter);
    }

    /** Returns a copy with another executor for blocking handlers; null for the executor that all servers share. */
    public HttpSetup blocking(@Nullable Executor executor) {
        return new HttpSetup(
                handlers, limits, errorPages, exceptions, serverField, executor, forwarding, statistics, http2, filter);
    }

    /** Returns a copy with other trusted proxies; null to ignore forwarded fields. */
    public HttpSetup forwarding(@Nullable Forwarding proxies) {
        return new HttpSetup(
                handlers, limits, errorPages, exceptions, serverField, blocking, proxies, statistics, http2, filter);
    }

    /** Returns a copy with other settings of HTTP/2. */
    public HttpSetup http2(Http2Settings settings) {
        return new HttpSetup(
                handlers,
                limits,
                errorPages,
                exceptions,
                serverField,
                blocking,
                forwarding,
                statistics,
                settings,
                filter);
    }

    /** Returns a copy with another filter in front of the factory; null for no filter. */
    public HttpSetup filter(@Nullable HttpFilter other) {
        return new HttpSetup(
                handlers, limits, errorPages, exceptions, serverField, blocking, forwarding, statistics, http2, other);
    }
}
