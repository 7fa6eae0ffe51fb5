package org.kamaelia.http.spring.actuate;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A result that is made once for all who ask while it is being made. So many requests at once cost as much as one.
 * Thread-safe.
 */
final class SharedFuture<T> {
    private final Supplier<CompletableFuture<T>> maker;
    private @Nullable CompletableFuture<T> latest;

    SharedFuture(Supplier<CompletableFuture<T>> maker) {
        this.maker = maker;
    }

    /** Returns the result that is being made, or begins to make a new one. */
    synchronized CompletableFuture<T> get() {
        CompletableFuture<T> known = latest;
        if (known == null || known.isDone()) {
            latest = known = maker.get();
        }
        return known;
    }
}
