package org.kamaelia.http;

import java.util.function.Function;

/** Answers with a function of the request alone. */
final class OneShotHandler extends Handler {
    private final Function<? super Request, Response> function;

    OneShotHandler(Function<? super Request, Response> function) {
        this.function = function;
    }

    @Override
    protected void start() {
        respond(function.apply(request()));
    }

    @Override
    protected void step() {}
}
