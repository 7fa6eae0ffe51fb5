package org.kamaelia.http;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the decision of a guard. Then the server replaces this handler by the reply: the response of the guard, or
 * the reply of the factory behind the guard. Until then no octet of the request body is read.
 *
 * <pre>
 *   request --> GuardHandler --the guard's response--> client
 *                    \--null--> the factory behind --> its response or handler, in place of this handler
 * </pre>
 */
final class GuardHandler extends StageHandler {
    private final CompletionStage<? extends @Nullable Response> guard;
    private final HandlerFactory behind;
    private @Nullable Runnable whenDecided;
    private @Nullable Reply decision;

    private GuardHandler(
            AsyncOptions options, CompletionStage<? extends @Nullable Response> guard, HandlerFactory behind) {
        super(options);
        this.guard = guard;
        this.behind = behind;
    }

    /**
     * Replies to a request behind a guard. A guard that has decided already needs no component.
     *
     * @param guard the stage of the guard; null if the guard failed to return one
     */
    static Reply reply(
            AsyncOptions options,
            @Nullable CompletionStage<? extends @Nullable Response> guard,
            Request request,
            HandlerFactory behind) {
        if (guard == null) {
            throw new IllegalStateException("The function returned null instead of a stage");
        }
        boolean isDecided =
                guard instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally();
        if (!isDecided) {
            return new GuardHandler(options, guard, behind);
        }
        Response refusal = ((CompletableFuture<? extends @Nullable Response>) guard).join();
        return refusal == null ? behind.reply(request) : complete(refusal);
    }

    @Override
    protected void start() throws Exception {
        await(guard);
    }

    @Override
    void completed(@Nullable Response result) {
        decision = result != null ? complete(result) : behind.reply(request());
        Objects.requireNonNull(whenDecided, "a guard runs in front of handlers only")
                .run();
    }

    @Override
    GuardHandler guard() {
        return this;
    }

    @Override
    Reply behindGuard(Reply decided) {
        return decided;
    }

    /** Sets the callback for the decision. The callback is called on the event loop, within a step of this handler. */
    void whenDecided(Runnable callback) {
        whenDecided = callback;
    }

    /** The reply that replaces this handler. Valid from the callback on. */
    Reply decision() {
        return Objects.requireNonNull(decision);
    }
}
