package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/**
 * What surrounds the code of handlers while it runs for one request, such as the current span of a trace: opened on the
 * thread on which the code runs, just before it, and closed on the same thread just after. See
 * {@link Request#surroundBy}.
 *
 * <p>It surrounds factories, {@code start()}, {@code step()} and {@code closed()} of handlers of every kind, functions
 * of one-shot and asynchronous handlers, and the whole of a blocking one on its thread. It does not surround the parts of
 * a graphline, nor what an asynchronous function leaves to other threads.
 */
@FunctionalInterface
public interface RequestScope {
    /** Opens on the current thread, perhaps on several at once; must neither block nor throw. */
    Open open();

    /** What is open on one thread. */
    @FunctionalInterface
    interface Open extends AutoCloseable {
        /** Has nothing to close. */
        Open NOTHING = () -> {};

        /** Closes, on the thread on which it was opened; must not throw. */
        @Override
        void close();
    }

    /** This one with another one inside. */
    default RequestScope around(RequestScope inner) {
        return () -> {
            Open outerOpen = open();
            Open innerOpen = inner.open();
            return () -> {
                innerOpen.close();
                outerOpen.close();
            };
        };
    }

    /** Opens a scope, if there is one. */
    static Open open(@Nullable RequestScope scope) {
        return scope == null ? Open.NOTHING : scope.open();
    }
}
