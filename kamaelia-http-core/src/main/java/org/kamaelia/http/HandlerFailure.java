package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/** Ends a handler whose work has failed on another thread. The cause is the failure of that work. */
final class HandlerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Returns the cause itself if it is an {@link Exception}, else an exception with that cause. */
    static Exception of(String message, @Nullable Throwable cause) {
        return cause instanceof Exception exception ? exception : new HandlerFailure(message, cause);
    }

    private HandlerFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
