package org.kamaelia.benchmarks;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocketHandler;

/** Publishes what its client sends, and sends its client what all clients publish. */
final class MessageToAll extends WebSocketHandler {
    private final Broadcast<Message> all;
    private Broadcast.@Nullable Subscription<Message> subscription;

    MessageToAll(Broadcast<Message> all) {
        this.all = all;
    }

    @Override
    protected void start() {
        subscription = all.subscribe(this, all.newest());
    }

    @Override
    protected void step() {
        for (Message next; (next = inbox.poll()) != null; ) {
            all.publish(next);
        }
        Broadcast.Subscription<Message> from = Objects.requireNonNull(subscription);
        for (Message next; outbox.hasRoom() && (next = from.next()) != null; ) {
            outbox.send(next);
        }
    }

    @Override
    protected void closed(int closeCode, String closeReason) {
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
