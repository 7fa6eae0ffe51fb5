package org.kamaelia.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.CrossingInbox;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.Shutdown;

/**
 * Responds when a stage completes.
 *
 * <pre>
 *   the stage, on any thread --> Waiter --> answers -> outbox
 * </pre>
 *
 * <p>The stage belongs to the application. It is cancelled only if the options say so. Once the request has ended, the
 * stage refers to no object of the request.
 */
final class AsyncHandler extends Handler {
    private static final BoxSpec<Response> ANSWERS =
            BoxSpec.of("AsyncHandler", "answers", "the response that a stage gave", 1, Response::size);

    private final AsyncOptions options;
    private final Function<? super Request, ? extends CompletionStage<Response>> function;
    private @Nullable CompletionStage<Response> stage;
    private @Nullable CrossingInbox<Response> answers;
    private @Nullable Waiter waiter;
    private @Nullable CompletableFuture<Void> over;

    AsyncHandler(AsyncOptions options, Function<? super Request, ? extends CompletionStage<Response>> function) {
        this.options = options;
        this.function = function;
    }

    /** The only object of a request to which a stage refers. It refers to the handler until the request has ended. */
    private static final class Waiter extends AtomicReference<@Nullable CrossingOutbox<Response>>
            implements BiConsumer<@Nullable Object, @Nullable Throwable> {
        private static final long serialVersionUID = 1L;

        Waiter(CrossingOutbox<Response> to) {
            super(to);
        }

        @Override
        public void accept(@Nullable Object response, @Nullable Throwable failure) {
            CrossingOutbox<Response> to = getAndSet(null);
            if (to == null) {
                return;
            }
            if (response instanceof Response answer) {
                to.offerLast(answer);
            } else {
                to.shutdown(new Shutdown("the stage failed", failure == null ? noResponse(response) : failure));
            }
        }
    }

    @Override
    protected void start() throws Exception {
        CompletionStage<Response> begun = function.apply(request());
        if (begun == null) {
            throw new IllegalStateException("The function returned null instead of a stage");
        }
        stage = begun;
        if (begun instanceof CompletableFuture<Response> future && future.isDone()) {
            respond(resultOf(future));
        } else {
            await(begun);
        }
    }

    private static Response resultOf(CompletableFuture<Response> done) throws Exception {
        Object result;
        try {
            result = done.join();
        } catch (RuntimeException failure) {
            throw asException(failure);
        }
        if (result instanceof Response response) {
            return response;
        }
        throw noResponse(result);
    }

    private void await(CompletionStage<Response> begun) {
        CrossingInbox<Response> box = new CrossingInbox<>(this, ANSWERS);
        Waiter one = new Waiter(new CrossingOutbox<>(box));
        answers = box;
        waiter = one;
        if (begun.getClass() == CompletableFuture.class) {
            // anyOf() removes its callbacks from the other sources when one source completes. whenComplete() never
            // removes its callback, so a future that never completes would keep one callback of each request.
            over = new CompletableFuture<>();
            CompletableFuture.anyOf((CompletableFuture<Response>) begun, over).whenComplete(one);
        } else {
            begun.whenComplete(one);
        }
    }

    @Override
    protected void step() throws Exception {
        CrossingInbox<Response> box = answers;
        if (box == null || outbox.isFinished()) {
            return;
        }
        Response response = box.poll();
        Shutdown failed = box.shutdown();
        if (response != null) {
            respond(response);
        } else if (failed != null) {
            throw asException(failed.cause());
        }
    }

    @Override
    void ended(CloseReason how, @Nullable Throwable failure) {
        Waiter one = waiter;
        if (one == null || one.getAndSet(null) == null) {
            return; // the stage has completed
        }
        if (over != null) {
            over.complete(null);
        }
        if (options.cancelling()) {
            cancel();
        }
    }

    /** The response is no longer needed, and the options say that the stage works for this request alone. */
    private void cancel() {
        try {
            java.util.Objects.requireNonNull(stage).toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException unable) {
            // this kind of stage cannot be cancelled, so it continues
        }
    }

    private static IllegalStateException noResponse(@Nullable Object result) {
        return new IllegalStateException("The stage completed with "
                + (result == null ? "null" : result.getClass().getName()) + " instead of a Response");
    }

    private static Exception asException(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
