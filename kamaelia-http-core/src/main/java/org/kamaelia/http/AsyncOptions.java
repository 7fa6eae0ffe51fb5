package org.kamaelia.http;

/**
 * How {@link HandlerFactory#async(AsyncOptions, java.util.function.Function)} treats the stages that its function returns.
 * Immutable; begin with {@link #defaults()}.
 *
 * @param cancelling whether a stage is cancelled when its request ends before the stage has completed
 */
public record AsyncOptions(boolean cancelling) {
    private static final AsyncOptions DEFAULTS = new AsyncOptions(false);

    /** No stage is cancelled: it may be shared by several requests, or kept in a cache. */
    public static AsyncOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same, but a stage is cancelled, by {@link java.util.concurrent.CompletableFuture#cancel}, when its client leaves,
     * its first part is overdue or the server stops, so that whoever works on it may stop.
     *
     * <p>This is for functions that return a new stage for each request. A stage that several requests share is cancelled
     * for all of them: each of them, and each later one, is answered with 500.
     */
    public AsyncOptions cancellingStages() {
        return new AsyncOptions(true);
    }
}
