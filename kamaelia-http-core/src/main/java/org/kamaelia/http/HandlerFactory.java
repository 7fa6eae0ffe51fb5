package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Graphline;

/**
 * Chooses the handler of a request: Kamaelia's {@code createRequestHandler}. Called on the event loop of the connection,
 * concurrently from all loops, so it must be thread-safe and must not block. An exception gives 500.
 */
@FunctionalInterface
public interface HandlerFactory {
    /** A handler for this request: a new one each time. */
    Handler create(Request request);

    /**
     * The factory that makes the handler of this request: for one that distributes requests, such as a router, the one that
     * it has found; others are it themselves. Called once for each request, like {@link #create}.
     */
    default HandlerFactory chosenFor(Request request) {
        return this;
    }

    /**
     * The whole answer, from factories that need no component for it; null, which is the default, has {@link #create} make
     * a handler. Asked for requests without a body only.
     */
    default @Nullable Response answer(Request request) {
        return null;
    }

    /**
     * The methods that these handlers serve, in this case of letters; empty, which is the default, for those of RFC 9110
     * section 9.3 and PATCH. A request with a method that is neither among those nor among these is answered with 501 and
     * never reaches {@link #create}.
     */
    default Set<String> methods() {
        return Set.of();
    }

    /** The same handlers within limits that differ from those of their server, and go before any set nearer to them. */
    default HandlerFactory within(PathLimits limits) {
        return around((handlers, request) -> {
            Handler handler = handlers.create(request);
            handler.within(limits);
            return handler;
        });
    }

    /** Factories in front of these: what makes a handler around one that these make. They know the same methods. */
    default HandlerFactory around(BiFunction<? super HandlerFactory, ? super Request, Handler> outer) {
        HandlerFactory inner = this;
        return new HandlerFactory() {
            @Override
            public Handler create(Request request) {
                return outer.apply(inner, request);
            }

            @Override
            public Set<String> methods() {
                return inner.methods();
            }
        };
    }

    /**
     * Answers at once with a function that runs on the event loop and must not block. A body that the client sends is
     * discarded.
     */
    static HandlerFactory oneShot(Function<? super Request, Response> function) {
        return new OneShotFactory(function);
    }

    /**
     * Collects the body and then answers at once with a function that runs on the event loop and must not block.
     *
     * @param maxBody the largest body in bytes, at least 1; 413 past it
     */
    static HandlerFactory oneShot(int maxBody, BiFunction<? super Request, byte[], Response> function) {
        if (maxBody < 1) {
            throw new IllegalArgumentException("The largest body is at least 1 byte, not " + maxBody);
        }
        return request -> new CollectingHandler(maxBody, function);
    }

    /**
     * Answers on a thread where it may block, virtual where the JVM has them; see {@link BlockingHandler}. Unless its
     * server says otherwise, at most 1,024 run at once in this JVM and as many wait; past that the answer is 503 with
     * Retry-After.
     */
    static HandlerFactory blocking(BlockingHandler handler) {
        return blocking(BlockingOptions.defaults(), handler);
    }

    /**
     * The same for bodies of another size than the server allows.
     *
     * @param maxBody the largest body in bytes, 413 past it; 0 is no limit
     */
    static HandlerFactory blocking(long maxBody, BlockingHandler handler) {
        return blocking(BlockingOptions.defaults().maxBody(maxBody), handler);
    }

    /**
     * The same on threads of the caller's choice.
     *
     * @param executor runs each request in one task; it rejects what is too much, which gives 503 with Retry-After
     */
    static HandlerFactory blocking(Executor executor, BlockingHandler handler) {
        return blocking(BlockingOptions.defaults().executor(executor), handler);
    }

    /** The same with other options. */
    static HandlerFactory blocking(BlockingOptions options, BlockingHandler handler) {
        return request -> new ThreadedHandler(options, handler);
    }

    /**
     * Answers when a stage completes, on whichever thread; the function itself runs on the loop and must not block. The
     * stage is only lent and never cancelled, so several requests may wait for the same one. See
     * {@link #async(AsyncOptions, Function)} for stages that should be cancelled when their client has left.
     */
    static HandlerFactory async(Function<? super Request, ? extends CompletionStage<Response>> function) {
        return async(AsyncOptions.defaults(), function);
    }

    /** The same with other options. */
    static HandlerFactory async(
            AsyncOptions options, Function<? super Request, ? extends CompletionStage<Response>> function) {
        return request -> new AsyncHandler(options, function);
    }

    /** Has one component answer all requests, one at a time. At most 1,024 requests wait; past that the answer is 503. */
    static HandlerFactory persistent(PersistentHandler handler) {
        return persistent(handler, PersistentGate.DEFAULT_WAITING);
    }

    /**
     * The same with another bound.
     *
     * @param waiting how many requests may wait, at least 0
     */
    static HandlerFactory persistent(PersistentHandler handler, int waiting) {
        PersistentGate gate = new PersistentGate(handler, waiting);
        return request -> new PersistentTurn(gate);
    }

    /**
     * Has a graph of components answer: it takes the body and gives the parts of the response, a {@link Response} first.
     */
    static HandlerFactory graphline(Function<? super Request, Graphline<ByteBuffer, ResponsePart>> graphs) {
        return request -> new GraphlineHandler(graphs.apply(request));
    }
}
