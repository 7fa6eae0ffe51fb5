package org.kamaelia.benchmarks;

import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocketHandler;

/** Sends the same text message of 1 KiB over a WebSocket for as long as there is room. */
final class MessageStream extends WebSocketHandler {
    private static final Message MESSAGE = Message.text("0123456789abcdef".repeat(64));

    @Override
    protected void step() {
        while (inbox.poll() != null) {
            // a client that says something goes on receiving
        }
        while (!outbox.isFinished() && outbox.hasRoom()) {
            outbox.send(MESSAGE);
        }
    }
}
