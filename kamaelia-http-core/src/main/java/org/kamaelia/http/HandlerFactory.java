package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.kamaelia.axon.Graphline;

/**
 * Chooses the response or the handler for each request: Kamaelia's {@code createRequestHandler}. Called on the event
 * loop of the connection, and concurrently from several loops, so it must be thread-safe and must not block. An
 * exception gives 500.
 */
@FunctionalInterface
public interface HandlerFactory {
    /**
     * Replies to a request with a complete {@link Response}, or with a new {@link Handler} that will send one. Called
     * once for each request.
     *
     * @throws StatusException to send an error page
     * @throws AnswerException to send a given response
     */
    Reply reply(Request request);

    /**
     * The additional methods that this factory serves, case-sensitive. Empty by default. The methods of RFC 9110
     * section 9.3 and PATCH need no entry. A request with any other method that is not in this set gets 501 and does
     * not reach {@link #reply}.
     */
    default Set<String> methods() {
        return Set.of();
    }

    /**
     * Returns a factory with limits that replace the limits of the server for its requests. If factories with limits
     * are nested, the limits of the outer factory win.
     */
    default HandlerFactory within(PathLimits limits) {
        return around((inner, request) -> {
            request.within(limits);
            return inner.reply(request);
        });
    }

    /**
     * Returns a factory whose requests pass a filter first. The filter of a path knows {@link Request#route()}. If
     * factories with filters are nested, the filter of the outer factory is called first.
     */
    default HandlerFactory behind(HttpFilter filter) {
        return filter.inFrontOf(this);
    }

    /**
     * Returns a factory that wraps this one and serves the same methods.
     *
     * @param outer replies to a request. It gets this factory as its first argument. Usually it calls this factory and
     *     changes the reply, or wraps the reply in a {@link HandlerFilter}
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

    /** Responds with a function that runs on the event loop and must not block. A request body is discarded. */
    static HandlerFactory oneShot(Function<? super Request, Response> function) {
        return new OneShotFactory(function);
    }

    /**
     * Collects the request body and then responds with a function that runs on the event loop and must not block.
     *
     * @param maxBody the largest body in bytes, at least 1; a larger body gets 413
     */
    static HandlerFactory oneShot(int maxBody, BiFunction<? super Request, byte[], Response> function) {
        if (maxBody < 1) {
            throw new IllegalArgumentException("maxBody is at least 1 byte, not " + maxBody);
        }
        return request -> new CollectingHandler(maxBody, function);
    }

    /**
     * Runs a {@link BlockingHandler} on a thread where it may block, a virtual thread if the JVM has them. Unless the
     * server has its own executor, at most 1,024 blocking handlers run at once in this JVM and at most 1,024 wait.
     * Further requests get 503 with Retry-After.
     */
    static HandlerFactory blocking(BlockingHandler handler) {
        return blocking(BlockingOptions.defaults(), handler);
    }

    /**
     * Runs a blocking handler with its own limit of the request body.
     *
     * @param maxBody the largest body in bytes, a larger body gets 413; 0 for no limit
     */
    static HandlerFactory blocking(long maxBody, BlockingHandler handler) {
        return blocking(BlockingOptions.defaults().maxBody(maxBody), handler);
    }

    /**
     * Runs a blocking handler on the threads of an executor.
     *
     * @param executor runs each request as one task; a rejected task gives 503 with Retry-After
     */
    static HandlerFactory blocking(Executor executor, BlockingHandler handler) {
        return blocking(BlockingOptions.defaults().executor(executor), handler);
    }

    /** Runs a blocking handler with options. */
    static HandlerFactory blocking(BlockingOptions options, BlockingHandler handler) {
        return request -> new ThreadedHandler(options, handler);
    }

    /**
     * Responds when a stage completes; the stage may complete on any thread. The function itself runs on the event loop
     * and must not block. The server never cancels the stage, so several requests may wait for the same stage. See
     * {@link #async(AsyncOptions, Function)} for stages that should be cancelled when the client disconnects.
     */
    static HandlerFactory async(Function<? super Request, ? extends CompletionStage<Response>> function) {
        return async(AsyncOptions.defaults(), function);
    }

    /** Responds when a stage completes, with options. */
    static HandlerFactory async(
            AsyncOptions options, Function<? super Request, ? extends CompletionStage<Response>> function) {
        return request -> new AsyncHandler(options, function);
    }

    /** Lets one component answer all requests, one at a time. At most 1,024 requests wait; further requests get 503. */
    static HandlerFactory persistent(PersistentHandler handler) {
        return persistent(handler, PersistentGate.DEFAULT_WAITING);
    }

    /**
     * Lets one component answer all requests, one at a time, with another limit of waiting requests.
     *
     * @param waiting the most requests that wait, at least 0; further requests get 503 with Retry-After
     */
    static HandlerFactory persistent(PersistentHandler handler, int waiting) {
        PersistentGate gate = new PersistentGate(handler, waiting);
        return request -> new PersistentTurn(gate);
    }

    /**
     * Lets one component answer all requests, one at a time, with other limits of waiting requests.
     *
     * @param waiting the most requests that wait, at least 0; further requests get 503 with Retry-After
     * @param waitingEach the most requests of one client that wait, at least 0; a client is an IPv4 address or 64 bits of
     *     an IPv6 address, as trusted proxies report it. Three quarters of {@code waiting} unless given (all, where there
     *     are fewer than 64)
     */
    static HandlerFactory persistent(PersistentHandler handler, int waiting, int waitingEach) {
        PersistentGate gate = new PersistentGate(handler, waiting, waitingEach);
        return request -> new PersistentTurn(gate);
    }

    /**
     * Lets a graph of components answer each request. The graph receives the request body and sends the parts of the
     * response, first a {@link Response}.
     */
    static HandlerFactory graphline(Function<? super Request, Graphline<ByteBuffer, ResponsePart>> graphs) {
        return request -> new GraphlineHandler(graphs.apply(request));
    }
}
