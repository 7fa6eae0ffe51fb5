package org.kamaelia.http;

import java.util.function.Function;

/** Answers with a function of the request alone, and leaves the body unread. */
final class OneShotHandler extends Handler {
    private final Function<? super Request, Response> function;

    OneShotHandler(Function<? super Request, Response> function) {
        this.function = function;
    }

    /** The component that sends a response which is known already. */
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
