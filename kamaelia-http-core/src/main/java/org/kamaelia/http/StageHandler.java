package org.kamaelia.http;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.CrossingInbox;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.Shutdown;

/**
 * Waits for a stage of the application without a thread.
 *
 * <pre>
 *   the stage, on any thread --> Waiter --> answers -> {@link #completed}
 * </pre>
 *
 * <p>The stage belongs to the application. It is cancelled only if the options say so. Once the request has ended, the
 * stage refers to no object of the request.
 */
abstract class StageHandler extends Handler {
    private static final BoxSpec<Response> ANSWERS =
            BoxSpec.of("AsyncHandler", "answers", "the response that a stage gave", 1, Response::size);

    /** Stands for null in the box, because a box holds no null. */
    private static final Response NULL = Response.of(204);

    private final AsyncOptions options;
    private @Nullable CompletionStage<? extends @Nullable Response> stage;
    private @Nullable CrossingInbox<Response> answers;
    private @Nullable Waiter waiter;
    private @Nullable CompletableFuture<Void> over;

    StageHandler(AsyncOptions options) {
        this.options = options;
    }

    /** The only object of a request to which a stage refers. It refers to the handler until the request has ended. */
    private static final class Waiter extends AtomicReference<@Nullable CrossingOutbox<Response>>
            implements BiConsumer<@Nullable Object, @Nullable Throwable> {
        private static final long serialVersionUID = 1L;

        Waiter(CrossingOutbox<Response> to) {
            super(to);
        }

        @Override
        public void accept(@Nullable Object result, @Nullable Throwable failure) {
            CrossingOutbox<Response> to = getAndSet(null);
            if (to == null) {
                return;
            }
            if (failure != null) {
                to.shutdown(new Shutdown("the stage failed", failure));
            } else if (result == null || result instanceof Response) {
                to.offerLast(result == null ? NULL : (Response) result);
            } else {
                to.shutdown(new Shutdown("the stage failed", noResponse(result)));
            }
        }
    }

    /** Called once with the result of the stage, on the event loop. */
    abstract void completed(@Nullable Response result) throws Exception;

    /** Waits for a stage, which may have completed already. Called once. */
    final void await(@Nullable CompletionStage<? extends @Nullable Response> begun) throws Exception {
        if (begun == null) {
            throw new IllegalStateException("The function returned null instead of a stage");
        }
        stage = begun;
        if (begun instanceof CompletableFuture<? extends @Nullable Response> future && future.isDone()) {
            completed(resultOf(future));
        } else {
            subscribe(begun);
        }
    }

    private static @Nullable Response resultOf(CompletableFuture<?> done) throws Exception {
        Object result;
        try {
            result = done.join();
        } catch (RuntimeException failure) {
            throw asException(failure);
        }
        if (result == null || result instanceof Response) {
            return (Response) result;
        }
        throw noResponse(result);
    }

    private void subscribe(CompletionStage<?> begun) {
        CrossingInbox<Response> box = new CrossingInbox<>(this, ANSWERS);
        Waiter one = new Waiter(new CrossingOutbox<>(box));
        answers = box;
        waiter = one;
        if (begun.getClass() == CompletableFuture.class) {
            // anyOf() removes its callbacks from the other sources when one source completes. whenComplete() never
            // removes its callback, so a future that never completes would keep one callback of each request.
            over = new CompletableFuture<>();
            CompletableFuture.anyOf((CompletableFuture<?>) begun, over).whenComplete(one);
        } else {
            begun.whenComplete(one);
        }
    }

    @Override
    protected final void step() throws Exception {
        CrossingInbox<Response> box = answers;
        if (box == null) {
            return;
        }
        Response result = box.poll();
        Shutdown failed = box.shutdown();
        if (result != null) {
            answers = null;
            completed(result == NULL ? null : result);
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
            Objects.requireNonNull(stage).toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException unable) {
            // this kind of stage cannot be cancelled, so it continues
        }
    }

    static IllegalStateException noResponse(@Nullable Object result) {
        return new IllegalStateException("The stage completed with "
                + (result == null ? "null" : result.getClass().getName()) + " instead of a Response");
    }

    private static Exception asException(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
