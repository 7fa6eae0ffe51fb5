package org.kamaelia.http.websocket;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.websocket.frame.CloseCode;

/** Sends the messages of a broadcast to one client, as they come and as the client takes them. */
final class SubscriberHandler extends WebSocketHandler {
    private static final int SEND_BUFFER = 64 * 1024;

    private final Broadcast<Message> messages;
    private Broadcast.@Nullable Subscription<Message> subscription;

    SubscriberHandler(Broadcast<Message> messages) {
        this.messages = messages;
    }

    @Override
    protected void start() {
        subscription = messages.subscribe(this, messages.newest());
    }

    @Override
    protected void step() {
        while (inbox.poll() != null) {
            // what the client says is of no interest
        }
        Broadcast.Subscription<Message> from = Objects.requireNonNull(subscription);
        Message next;
        while (!outbox.isFinished() && outbox.hasRoom() && (next = from.next()) != null) {
            outbox.send(next);
        }
        if (from.isTooSlow()) {
            close(CloseCode.TRY_AGAIN_LATER, "too slow");
        } else if (from.isOver()) {
            finish();
        }
    }

    @Override
    protected void closed(int closeCode, String closeReason) {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** What waits in the kernel is older than what the policy of the broadcast would choose. */
    @Override
    protected int sendBuffer() {
        return SEND_BUFFER;
    }

    @Override
    boolean needsRequest() {
        return false;
    }
}
