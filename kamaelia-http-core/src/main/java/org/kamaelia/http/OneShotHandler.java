package org.kamaelia.http;

import java.util.function.Function;

/** Responds with a function of the request alone and does not read the body. */
final class OneShotHandler extends Handler {
    private final Function<? super Request, Response> function;

    OneShotHandler(Function<? super Request, Response> function) {
        this.function = function;
    }

    /** Returns a component that sends a response which is known already. */
    static Handler of(Response ready) {
        return new OneShotHandler(request -> ready);
    }

    @Override
    protected void start() {
        respond(function.apply(request()));
    }

    @Override
    protected void step() {}
}
