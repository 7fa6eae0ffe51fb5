package org.kamaelia.http;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
    private final Function<? super Request, ? extends CompletionStage<? extends @Nullable Response>> guard;
    private final HandlerFactory behind;
    private @Nullable Runnable whenDecided;
    private @Nullable Reply decision;

    GuardHandler(
            AsyncOptions options,
            Function<? super Request, ? extends CompletionStage<? extends @Nullable Response>> guard,
            HandlerFactory behind) {
        super(options);
        this.guard = guard;
        this.behind = behind;
    }

    @Override
    protected void start() throws Exception {
        await(guard.apply(request()));
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
