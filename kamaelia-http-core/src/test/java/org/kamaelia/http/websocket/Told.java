package org.kamaelia.http.websocket;

import java.util.List;

/** Notes its end, and sends each message back unless the test says something else. */
class Told extends WebSocketHandler {
    private final List<String> ends;

    Told(List<String> ends) {
        this.ends = ends;
    }

    @Override
    protected void step() throws Exception {
        for (Message next; outbox.hasRoom() && (next = inbox.poll()) != null; ) {
            take(next);
        }
    }

    void take(Message next) throws Exception {
        outbox.send(next);
    }

    @Override
    protected void closed(int code, String reason) {
        ends.add(code + reason);
    }
}
