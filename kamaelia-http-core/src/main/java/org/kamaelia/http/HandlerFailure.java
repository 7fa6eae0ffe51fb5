package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/** What ends a component whose work was done, and failed, elsewhere; the cause says how. */
final class HandlerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** The cause itself where it can be thrown, else an exception that carries it. */
    static Exception of(String message, @Nullable Throwable cause) {
        return cause instanceof Exception exception ? exception : new HandlerFailure(message, cause);
    }

    private HandlerFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
