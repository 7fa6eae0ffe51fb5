package org.kamaelia.http;

import java.util.function.Function;

/**
 * Responds with a function of the request alone. A request without a body gets its response at once. A request with a
 * body gets a component, so that the function runs only after the server has accepted the size of the body.
 */
record OneShotFactory(Function<? super Request, Response> function) implements HandlerFactory {
    @Override
    public Reply reply(Request request) {
        if (request.hasBody()) {
            return new OneShotHandler(function);
        }
        RequestScope.Open open = request.openAddedScope();
        try {
            return Handler.complete(function.apply(request));
        } finally {
            open.close();
        }
    }
}
