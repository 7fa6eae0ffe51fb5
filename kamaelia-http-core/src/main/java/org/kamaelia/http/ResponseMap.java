package org.kamaelia.http;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The functions that map the response to one request, as a list from the innermost to the outermost.
 *
 * @param outer the function that was added before; null for the outermost
 */
record ResponseMap(
        UnaryOperator<Response> function, @Nullable ResponseMap outer) {
    /**
     * Maps a response with all functions.
     *
     * @param onFailure makes the response for a function that failed. The outer functions map that response, too
     */
    Response map(Request request, Response response, Function<? super Throwable, Response> onFailure) {
        RequestScope.Open open = RequestScope.open(request.scope());
        try {
            Response mapped = response;
            for (ResponseMap each = this; each != null; each = each.outer) {
                mapped = each.one(mapped, onFailure);
            }
            return mapped;
        } finally {
            open.close();
        }
    }

    private Response one(Response response, Function<? super Throwable, Response> onFailure) {
        try {
            Response mapped = Objects.requireNonNull(function.apply(response), "a map of responses returned null");
            if (mapped.isInterim() || response.isComplete() && !mapped.isComplete()) {
                throw new IllegalStateException("A map of responses returned a response that is not final, or whose"
                        + " parts nobody will send: " + mapped);
            }
            return mapped;
        } catch (RuntimeException | Error failure) {
            return onFailure.apply(failure);
        }
    }
}
