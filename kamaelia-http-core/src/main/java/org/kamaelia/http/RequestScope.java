package org.kamaelia.http;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Surrounding;

/**
 * A context around the code of the handlers of one request, such as the current span of a trace. It is opened on the
 * thread that runs the code, directly before the code runs, and closed on the same thread directly afterwards. See
 * {@link Request#surroundBy}.
 *
 * <p>The scope is open around calls of factories, around {@code start()}, {@code step()} and {@code closed()} of all
 * handlers, around the functions of one-shot and asynchronous handlers, and around the whole call of a blocking handler
 * on its thread. It is not open around the parts of a graphline, and not around the work that an asynchronous function
 * starts on other threads. It is also open when the server writes a message about the request to its log, or its line to
 * the access log, on the thread that writes.
 */
@FunctionalInterface
public interface RequestScope extends Surrounding {
    /** Opens the scope on the current thread. May be called on several threads at once. Must not block or throw. */
    @Override
    Open open();

    /** A scope that is open on one thread. */
    @FunctionalInterface
    interface Open extends AutoCloseable {
        /** A scope without effect. */
        Open NOTHING = () -> {};

        /** Closes the scope on the thread that opened it. Must not block or throw. */
        @Override
        void close();
    }

    /** Returns a scope that opens this scope and then the inner one, and closes them in reverse order. */
    default RequestScope around(RequestScope inner) {
        return new Scopes.Nested(this, inner);
    }

    /** Opens a scope; does nothing for null. */
    static Open open(@Nullable RequestScope scope) {
        return scope == null ? Open.NOTHING : scope.open();
    }
}
