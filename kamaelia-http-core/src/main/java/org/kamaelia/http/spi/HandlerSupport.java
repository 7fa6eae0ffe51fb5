package org.kamaelia.http.spi;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerExceptionMapper;

/**
 * What the handlers of one server have in common.
 *
 * @param blocking runs blocking handlers that were given no executor of their own; null for the executor that all servers
 *     share
 * @param exceptions answers the exceptions of handlers; null for 500
 */
public record HandlerSupport(
        @Nullable Executor blocking, @Nullable HandlerExceptionMapper exceptions) {
    /** Nothing in common: the shared executor, and 500. */
    public static final HandlerSupport NONE = new HandlerSupport(null, null);
}
