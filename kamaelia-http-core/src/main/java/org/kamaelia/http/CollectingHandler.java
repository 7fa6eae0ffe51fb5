package org.kamaelia.http;

import java.util.function.BiFunction;

/** Collects a request body of limited size and responds with a function of the request and the body. */
final class CollectingHandler extends Handler {
    private final int maxBody;
    private final BiFunction<? super Request, byte[], Response> function;
    private CollectedBody body = new CollectedBody(0, 0);

    CollectingHandler(int maxBody, BiFunction<? super Request, byte[], Response> function) {
        this.maxBody = maxBody;
        this.function = function;
    }

    @Override
    protected long maxBody() {
        return maxBody;
    }

    @Override
    protected void start() {
        body = new CollectedBody(request().contentLength(), maxBody);
        keeping(body.memory());
    }

    @Override
    protected void step() {
        while (collectChunk(body)) {
            keeping(body.memory());
        }
        if (inbox.ended()) {
            respond(function.apply(request(), body.bytes()));
        }
    }
}
