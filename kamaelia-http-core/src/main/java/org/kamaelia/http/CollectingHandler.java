package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BiFunction;

/** Collects a body of limited size and answers with a function of both. */
final class CollectingHandler extends Handler {
    private static final int FIRST_SIZE = 1024;

    private final int maxBody;
    private final BiFunction<? super Request, byte[], Response> function;
    private byte[] body = new byte[0];
    private int size;

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
        long announced = request().contentLength();
        if (announced > 0) {
            body = new byte[(int) Math.min(announced, Math.min(maxBody, 64 * FIRST_SIZE))];
            keeping(body.length);
        }
    }

    @Override
    protected void step() {
        for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
            int more = chunk.remaining();
            if (size + more > body.length) {
                body = Arrays.copyOf(
                        body, Math.min(maxBody, Math.max(size + more, Math.max(FIRST_SIZE, 2 * body.length))));
                keeping(body.length);
            }
            chunk.get(body, size, more);
            size += more;
        }
        if (inbox.ended()) {
            respond(function.apply(request(), size == body.length ? body : Arrays.copyOf(body, size)));
        }
    }
}
