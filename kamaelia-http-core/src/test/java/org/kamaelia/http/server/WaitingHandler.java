package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.nio.ByteBuffer;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/** Answers with its number as soon as the body has come, or a test opens the gate. Its turn begins with the head. */
class WaitingHandler extends PersistentHandler {
    private final Closings closings;
    private int count;
    private volatile boolean open;
    private volatile int begun;

    WaitingHandler(Closings closings) {
        this.closings = closings;
    }

    @Override
    protected int bodyAhead() {
        return 0;
    }

    @Override
    protected void request(Request request) {
        begun = ++count;
    }

    @Override
    protected void step() {
        long length = 0;
        for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
            length += chunk.remaining();
        }
        if (inbox.ended() && (open || request().hasBody())) {
            respond(Response.text(count + "," + length + "\n"));
        }
    }

    @Override
    protected void closed(CloseReason how) {
        closings.add(how);
    }

    void open() {
        open = true;
        wake();
    }

    void awaitInside(int number) {
        eventually(() -> assertThat(begun).isEqualTo(number));
    }
}
