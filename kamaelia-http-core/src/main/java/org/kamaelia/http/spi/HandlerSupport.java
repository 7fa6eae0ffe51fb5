package org.kamaelia.http.spi;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerExceptionMapper;

/**
 * The settings that all handlers of one server share.
 *
 * @param blocking runs the blocking handlers that have no executor of their own; null for the executor that all servers
 *     share
 * @param exceptions maps exceptions of handlers to responses; null for 500
 */
public record HandlerSupport(
        @Nullable Executor blocking, @Nullable HandlerExceptionMapper exceptions) {
    /** The default settings: the executor that all servers share, and 500 for exceptions. */
    public static final HandlerSupport NONE = new HandlerSupport(null, null);
}
