package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.kamaelia.axon.Graphline;

/**
 * Chooses the handler of a request: Kamaelia's {@code createRequestHandler}. Called on the event loop of the connection,
 * concurrently from all loops, so it must be thread-safe and must not block. An exception gives 500.
 */
@FunctionalInterface
public interface HandlerFactory {
    /**
     * Answers a request: with a complete {@link Response}, or with a new {@link Handler} that will send one. Called once
     * for each request.
     *
     * @throws StatusException to answer with an error page
     * @throws AnswerException to answer with a response as it is
     */
    Reply reply(Request request);

    /**
     * The methods that these handlers serve, in this case of letters; empty, which is the default, for those of RFC 9110
     * section 9.3 and PATCH. A request with a method that is neither among those nor among these is answered with 501 and
     * never reaches {@link #reply}.
     */
    default Set<String> methods() {
        return Set.of();
    }

    /**
     * This factory within limits that differ from those of the server. Limits that are set further outside win over limits
     * that are set further inside.
     */
    default HandlerFactory within(PathLimits limits) {
        return around((inner, request) -> {
            request.within(limits);
            return inner.reply(request);
        });
    }

    /**
     * A factory in front of this one, for the same methods.
     *
     * @param outer answers a request; it usually asks the inner factory for its reply and changes that, or puts a
     *     {@link HandlerFilter} around it
     */
    default HandlerFactory around(BiFunction<? super HandlerFactory, ? super Request, ? extends Reply> outer) {
        HandlerFactory inner = this;
        return new HandlerFactory() {
            @Override
            public Reply reply(Request request) {
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
