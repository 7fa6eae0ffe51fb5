package org.kamaelia.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Responds when a stage completes. */
final class AsyncHandler extends StageHandler {
    private final Function<? super Request, ? extends CompletionStage<Response>> function;

    AsyncHandler(AsyncOptions options, Function<? super Request, ? extends CompletionStage<Response>> function) {
        super(options);
        this.function = function;
    }

    @Override
    protected void start() throws Exception {
        await(function.apply(request()));
    }

    @Override
    void completed(@Nullable Response result) {
        if (result == null) {
            throw noResponse(null);
        }
        respond(result);
    }
}
