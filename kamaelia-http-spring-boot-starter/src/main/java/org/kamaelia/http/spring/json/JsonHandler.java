package org.kamaelia.http.spring.json;

import java.lang.reflect.Type;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CollectedBody;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Request;

/** Collects a body of limited size, reads it, and responds with the result of a function, at once or later. */
final class JsonHandler<T> extends Handler {
    private final Json json;
    private final Type type;
    private final BiFunction<? super Request, ? super T, ?> function;
    private @Nullable CollectedBody body;
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
        CollectedBody begun = new CollectedBody(request().contentLength(), json.maxBody());
        body = begun;
        keeping(begun.memory());
    }

    @Override
    protected void step() throws Exception {
        CollectedBody collecting = body;
        if (collecting != null) {
            collect(collecting);
        }
        Outcome done = outcome;
        if (done != null && !outbox.isFinished()) {
            if (done.failure() != null) {
                throw thrown(done.failure());
            }
            respond(json.response(done.result()));
        }
    }

    private void collect(CollectedBody collecting) throws Exception {
        while (collectChunk(collecting)) {
            keeping(collecting.memory());
        }
        if (inbox.ended()) {
            body = null;
            T value = json.read(collecting.bytes(), type);
            keeping(0);
            answer(function.apply(request(), value));
        }
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
