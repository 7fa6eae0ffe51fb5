package org.kamaelia.http.spring.json;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Request;

/** Collects a body of limited size, reads it, and answers with what a function says at once, or later. */
final class JsonHandler<T> extends Handler {
    private static final int FIRST_SIZE = 1024;

    private final Json json;
    private final Type type;
    private final BiFunction<? super Request, ? super T, ?> function;
    private byte[] body = new byte[0];
    private int size;
    private boolean asked;
    private volatile @Nullable Outcome outcome;

    JsonHandler(Json json, Type type, BiFunction<? super Request, ? super T, ?> function) {
        this.json = json;
        this.type = type;
        this.function = function;
    }

    private record Outcome(
            @Nullable Object result, @Nullable Throwable failure) {}

    @Override
    protected long maxBody() {
        return json.maxBody();
    }

    @Override
    protected void start() {
        Json.checkMediaType(request());
        int announced = (int) Math.min(request().contentLength(), json.maxBody());
        body = new byte[Math.max(0, Math.min(announced, 64 * FIRST_SIZE))];
        keeping(body.length);
    }

    @Override
    protected void step() throws Exception {
        for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
            collect(chunk);
        }
        if (inbox.ended() && !asked) {
            asked = true;
            T value = json.read(Arrays.copyOf(body, size), type);
            body = new byte[0];
            keeping(0);
            answer(function.apply(request(), value));
        }
        Outcome done = outcome;
        if (done != null && !outbox.isFinished()) {
            if (done.failure() != null) {
                throw thrown(done.failure());
            }
            respond(json.response(done.result()));
        }
    }

    private void collect(ByteBuffer chunk) {
        int more = chunk.remaining();
        if (size + more > body.length) {
            long larger = Math.max(size + more, Math.max(FIRST_SIZE, 2L * body.length));
            body = Arrays.copyOf(body, (int) Math.min(larger, json.maxBody()));
            keeping(body.length);
        }
        chunk.get(body, size, more);
        size += more;
    }

    private void answer(@Nullable Object result) {
        if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> {
                outcome = new Outcome(value, failure);
                wake();
            });
        } else {
            outcome = new Outcome(result, null);
        }
    }

    private static Exception thrown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
