package org.kamaelia.http.exchange;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;

/**
 * What all connections of a server have in common. Immutable; begin with {@link #of} and make one for each server.
 *
 * @param handlers chooses the handler of a request
 * @param limits what a client may take
 * @param errorPages makes the bodies of errors
 * @param exceptions answers what handlers throw; null for 500
 * @param serverField the value of the Server field (RFC 9110 section 10.2.4); null sends none
 * @param blocking runs blocking handlers, and rejects what is too much; null for the one that all servers share
 * @param forwarding what is believed of the fields that proxies write; null for nothing
 * @param statistics where responses are counted
 */
public record HttpSetup(
        HandlerFactory handlers,
        HttpLimits limits,
        ErrorPages errorPages,
        @Nullable HandlerExceptionMapper exceptions,
        @Nullable String serverField,
        @Nullable Executor blocking,
        @Nullable Forwarding forwarding,
        HttpStatistics statistics) {
    /** Default limits, standard error pages, no Server field, statistics of its own. */
    public static HttpSetup of(HandlerFactory handlers) {
        return new HttpSetup(
                handlers, HttpLimits.defaults(), ErrorPages.standard(), null, null, null, null, new HttpStatistics());
    }

    /** The same with other limits. */
    public HttpSetup limits(HttpLimits other) {
        return new HttpSetup(handlers, other, errorPages, exceptions, serverField, blocking, forwarding, statistics);
    }

    /** The same with other error pages. */
    public HttpSetup errorPages(ErrorPages other) {
        return new HttpSetup(handlers, limits, other, exceptions, serverField, blocking, forwarding, statistics);
    }

    /** The same, answering what handlers throw. */
    public HttpSetup exceptions(@Nullable HandlerExceptionMapper mapper) {
        return new HttpSetup(handlers, limits, errorPages, mapper, serverField, blocking, forwarding, statistics);
    }

    /**
     * The same with a Server field.
     *
     * @param value such as {@code kamaelia}; null sends none
     */
    public HttpSetup serverField(@Nullable String value) {
        return new HttpSetup(handlers, limits, errorPages, exceptions, value, blocking, forwarding, statistics);
    }

    /** The same, counting elsewhere. */
    public HttpSetup statistics(HttpStatistics other) {
        return new HttpSetup(handlers, limits, errorPages, exceptions, serverField, blocking, forwarding, other);
    }

    /** The same, running blocking handlers elsewhere. */
    public HttpSetup blocking(@Nullable Executor executor) {
        return new HttpSetup(handlers, limits, errorPages, exceptions, serverField, executor, forwarding, statistics);
    }

    /** The same, believing proxies. */
    public HttpSetup forwarding(@Nullable Forwarding proxies) {
        return new HttpSetup(handlers, limits, errorPages, exceptions, serverField, blocking, proxies, statistics);
    }
}
