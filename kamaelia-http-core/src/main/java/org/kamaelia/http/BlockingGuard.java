package org.kamaelia.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of a blocking guard as tasks of an executor.
 *
 * @param executor runs the checks; null for the blocking threads of the server
 */
record BlockingGuard(
        HttpFilter.BlockingCheck check, @Nullable Executor executor)
        implements Function<Request, CompletionStage<@Nullable Response>> {
    @Override
    public CompletionStage<@Nullable Response> apply(Request request) {
        CompletableFuture<@Nullable Response> result = new CompletableFuture<>();
        try {
            ThreadedHandler.executor(executor, request).execute(() -> run(request, result));
        } catch (RejectedExecutionException tooMany) {
            throw Unavailable.tooManyWaiting();
        }
        return result;
    }

    /** On a thread that may block. The result is done already if the request has ended. */
    private void run(Request request, CompletableFuture<@Nullable Response> result) {
        if (result.isDone()) {
            return;
        }
        RequestScope.Open open = RequestScope.open(request.scope());
        try {
            result.complete(check.check(request));
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        } finally {
            open.close();
        }
    }
}
