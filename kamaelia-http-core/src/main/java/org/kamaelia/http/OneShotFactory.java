package org.kamaelia.http;

import java.util.function.Function;

/**
 * Answers with a function of the request alone: at once where nobody stands in front of it, and as a component behind
 * those that take handlers apart, such as {@link HandlerFilter}.
 */
record OneShotFactory(Function<? super Request, Response> function) implements HandlerFactory {
    @Override
    public Response answer(Request request) {
        return Handler.complete(function.apply(request));
    }

    @Override
    public Handler create(Request request) {
        return new OneShotHandler(function);
    }
}
