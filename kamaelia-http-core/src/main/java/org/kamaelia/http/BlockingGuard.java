package org.kamaelia.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.ClientKey;

/** Runs the checks of a blocking guard as tasks of an executor, or of {@link CheckThreads}. */
final class BlockingGuard implements Function<Request, CompletionStage<@Nullable Response>> {
    private final HttpFilter.BlockingCheck check;
    private final @Nullable Executor executor;
    private final CheckThreads.Kind kind = new CheckThreads.Kind();

    /**
     * Makes a guard.
     *
     * @param executor runs the checks; null for the threads of the server
     */
    BlockingGuard(HttpFilter.BlockingCheck check, @Nullable Executor executor) {
        this.check = check;
        this.executor = executor;
    }

    @Override
    public CompletionStage<@Nullable Response> apply(Request request) {
        CompletableFuture<@Nullable Response> result = new CompletableFuture<>();
        try {
            execute(request, () -> run(request, result));
        } catch (RejectedExecutionException tooMany) {
            throw Unavailable.tooManyWaiting();
        }
        return result;
    }

    private void execute(Request request, CheckThreads.Task task) {
        if (executor == null && kind.isLookedAt()) {
            Object client = ClientKey.object(ClientKey.of(request.remoteAddress()));
            CheckThreads.SHARED.execute(kind, task, client == null ? CheckThreads.SHARED : client);
        } else {
            ThreadedHandler.executor(executor, request).execute(task::run);
        }
    }

    /** On a thread that may block. Returns false without a check if the request has ended: its result is done. */
    private boolean run(Request request, CompletableFuture<@Nullable Response> result) {
        if (result.isDone()) {
            return false;
        }
        RequestScope.Open open = RequestScope.open(request.scope());
        try {
            result.complete(check.check(request));
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        } finally {
            open.close();
        }
        return true;
    }
}
