package org.kamaelia.http.websocket;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends what a function returns for each message. */
final class PerMessageHandler extends WebSocketHandler {
    private final Function<? super Message, @Nullable Message> function;

    PerMessageHandler(Function<? super Message, @Nullable Message> function) {
        this.function = function;
    }

    @Override
    protected void step() {
        for (Message next; outbox.hasRoom() && (next = inbox.poll()) != null; ) {
            Message reply = function.apply(next);
            if (reply != null) {
                outbox.send(reply);
            }
        }
    }

    @Override
    boolean needsRequest() {
        return false;
    }
}
