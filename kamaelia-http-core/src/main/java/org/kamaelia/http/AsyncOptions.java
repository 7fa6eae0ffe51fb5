package org.kamaelia.http;

/**
 * Options for the stages of {@link HandlerFactory#async(AsyncOptions, java.util.function.Function)}. Immutable; start
 * with {@link #defaults()}.
 *
 * @param cancelling whether a stage is cancelled when its request ends before the stage has completed
 */
public record AsyncOptions(boolean cancelling) {
    private static final AsyncOptions DEFAULTS = new AsyncOptions(false);

    /**
     * Returns the default options: no stage is cancelled, so a stage may serve several requests or be kept in a cache.
     */
    public static AsyncOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with cancellation: a stage is cancelled with {@link java.util.concurrent.CompletableFuture#cancel}
     * when the client disconnects, the first part is overdue, or the server stops. Then the work for that stage can
     * stop early.
     *
     * <p>Use this only for functions that return a new stage for each request. If several requests share a stage, it is
     * cancelled for all of them: each of these requests, and each later one, gets 500.
     */
    public AsyncOptions cancellingStages() {
        return new AsyncOptions(true);
    }
}
