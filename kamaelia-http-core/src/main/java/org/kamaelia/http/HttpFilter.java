package org.kamaelia.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Code around the handlers of a server or of a path: authentication, access rules, CORS, security fields, request ids.
 *
 * <pre>
 *   request --> filter --> filter --> admission, routes, handlers
 *      response &lt;-- {@link Request#mapResponse} &lt;--- every final response of the server
 * </pre>
 *
 * <p>A filter of a server ({@code HttpSetup.filter}) sees every request that has a head, and may change the head of
 * every final response, whoever made it: handlers of every style, {@link StatusException}, mapped exceptions, error
 * pages, 404 and 405 of the router, limits, and time limits. A filter of a path ({@link HandlerFactory#behind}) sees
 * the requests that the router gives to that path, so it also knows {@link Request#route()}.
 *
 * <p>A filter decides about a request with {@link Request#path()}, which is the path that the router compares. It gives
 * values to handlers with {@link Request#attribute(Object, Object)}.
 *
 * <pre>{@code
 * HttpFilter sameOrigin = HttpFilter.response((request, response) ->
 *         response.header("Cross-Origin-Resource-Policy", "same-origin"));
 * HttpFilter login = HttpFilter.blockingGuard(request ->
 *         users.check(request.header("Authorization")) ? null : Response.of(401));
 * HttpSetup.of(routes).filter(sameOrigin.around(login));
 * }</pre>
 *
 * <p>A filter is called on the event loop of the connection, and from several loops at once. It must not block. A check
 * that takes time is an asynchronous guard or a blocking guard; meanwhile the server reads no octet of the body.
 */
@FunctionalInterface
public interface HttpFilter {
    /**
     * Replies to a request. Usually it checks or prepares the request, adds a function for the response with
     * {@link Request#mapResponse}, and returns the reply of {@code next}.
     *
     * @param next replies to the request behind this filter. Call it at most once
     * @throws StatusException to send an error page
     * @throws AnswerException to send a given response
     */
    Reply filter(Request request, HandlerFactory next);

    /**
     * Changes the response to a request whose head could not be read, so that there is no {@link Request}: 400, 408,
     * 414, 431 and 505 of the parser. Returns the response unchanged, unless overridden. Only filters of a server are
     * called.
     *
     * @param page a complete response
     * @return a complete response
     */
    default Response unreadable(Response page) {
        return page;
    }

    /**
     * Whether this filter may be a guard of a path: whether it may refuse requests because of who sends them. The warnings
     * at start about open handlers ask this, and nothing else does. True, unless overridden.
     *
     * @param path a path, or {@code /} for any path
     */
    default boolean mayGuard(String path) {
        return true;
    }

    /** Returns a factory whose requests pass this filter first. It serves the methods of the given factory. */
    default HandlerFactory inFrontOf(HandlerFactory next) {
        return next.around((inner, request) -> filter(request, inner));
    }

    /** Returns a filter that calls this filter first, and the inner filter behind it. */
    default HttpFilter around(HttpFilter inner) {
        HttpFilter outer = this;
        return new HttpFilter() {
            @Override
            public Reply filter(Request request, HandlerFactory next) {
                return outer.filter(request, inner.inFrontOf(next));
            }

            @Override
            public HandlerFactory inFrontOf(HandlerFactory next) {
                return outer.inFrontOf(inner.inFrontOf(next));
            }

            @Override
            public Response unreadable(Response page) {
                return outer.unreadable(inner.unreadable(page));
            }

            @Override
            public boolean mayGuard(String path) {
                return outer.mayGuard(path) || inner.mayGuard(path);
            }
        };
    }

    /** Returns a filter that calls the filters of a list in their order, the first one outermost. */
    static HttpFilter all(List<? extends HttpFilter> filters) {
        if (filters.isEmpty()) {
            return response((request, response) -> response);
        }
        HttpFilter all = filters.get(filters.size() - 1);
        for (int i = filters.size() - 2; i >= 0; i--) {
            all = filters.get(i).around(all);
        }
        return all;
    }

    /**
     * Maps every final response; see {@link Request#mapResponse}. Interim responses are not mapped.
     *
     * @param map returns the response to send
     */
    static HttpFilter response(BiFunction<? super Request, ? super Response, Response> map) {
        return new HttpFilter() {
            @Override
            public Reply filter(Request request, HandlerFactory next) {
                request.mapResponse(response -> map.apply(request, response));
                return next.reply(request);
            }

            @Override
            public boolean mayGuard(String path) {
                return false;
            }
        };
    }

    /**
     * Checks requests at once, on the event loop.
     *
     * @param check returns a complete response to refuse the request, or null to let it pass. It must not block
     */
    static HttpFilter check(Function<? super Request, ? extends @Nullable Response> check) {
        return (request, next) -> {
            Response refusal = check.apply(request);
            return refusal == null ? next.reply(request) : Handler.complete(refusal);
        };
    }

    /**
     * Checks requests with a stage, which may complete on any thread. Meanwhile the event loop serves other requests,
     * the body waits (a client that expects 100 gets it only behind the guard), and the time limit for the first part
     * runs. If the client disconnects, the result is ignored.
     *
     * @param guard returns a stage of a complete response to refuse the request, or of null to let it pass. The
     *     function itself must not block. The stage is never cancelled
     */
    static HttpFilter guard(Function<? super Request, ? extends CompletionStage<? extends @Nullable Response>> guard) {
        return guard(AsyncOptions.defaults(), guard);
    }

    /** Checks requests with a stage, with options. */
    static HttpFilter guard(
            AsyncOptions options,
            Function<? super Request, ? extends CompletionStage<? extends @Nullable Response>> guard) {
        return (request, next) -> GuardHandler.reply(options, guard.apply(request), request, next);
    }

    /** A check that may block. */
    @FunctionalInterface
    interface BlockingCheck {
        /**
         * Checks a request, on a thread that may block. Called from several threads at once.
         *
         * @return a complete response to refuse the request, or null to let it pass
         */
        @Nullable
        Response check(Request request) throws Exception;
    }

    /**
     * Checks requests on threads that may block. Checks that wait, such as for a session store, run on the blocking
     * threads of the server, and as many at once as these allow. Of checks that compute, such as the hash of a password,
     * at most one fewer run at once than there are processors, so that event loops are not slowed; the clients take
     * turns. If too many checks wait, the client gets 503 with Retry-After. A check that has not begun when its client
     * disconnects is left out. Otherwise like {@link #guard(Function)}.
     */
    static HttpFilter blockingGuard(BlockingCheck check) {
        return guard(AsyncOptions.defaults().cancellingStages(), new BlockingGuard(check, null));
    }

    /**
     * Checks requests on the threads of an executor.
     *
     * @param executor runs each check as one task; a rejected task gives 503 with Retry-After. It should have fewer
     *     threads than there are processors if the check computes
     */
    static HttpFilter blockingGuard(Executor executor, BlockingCheck check) {
        return guard(AsyncOptions.defaults().cancellingStages(), new BlockingGuard(check, executor));
    }
}
