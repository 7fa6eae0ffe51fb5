package org.kamaelia.http;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers when a stage completes. */
final class AsyncHandler extends Handler {
    private final Function<? super Request, ? extends CompletionStage<Response>> function;
    private volatile @Nullable Outcome outcome;
    private @Nullable CompletionStage<Response> stage;

    AsyncHandler(Function<? super Request, ? extends CompletionStage<Response>> function) {
        this.function = function;
    }

    private record Outcome(
            @Nullable Response response, @Nullable Throwable failure) {}

    @Override
    protected void start() {
        CompletionStage<Response> begun = function.apply(request());
        stage = begun;
        begun.whenComplete((response, failure) -> {
            outcome = new Outcome(response, failure);
            wake();
        });
    }

    @Override
    protected void step() throws Exception {
        Outcome done = outcome;
        if (done == null || outbox.isFinished()) {
            return;
        }
        if (done.response() != null) {
            respond(done.response());
        } else {
            throw asException(done.failure());
        }
    }

    /** Nobody waits for the answer any more: whoever still works on it may stop. */
    @Override
    void ended(CloseReason how, @Nullable Throwable failure) {
        CompletionStage<Response> unfinished = stage;
        if (unfinished != null && outcome == null) {
            try {
                unfinished.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException unable) {
                // a stage of another kind, which goes on in vain
            }
        }
    }

    private static Exception asException(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            return new IllegalStateException("The stage completed with null instead of a Response");
        }
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
