package org.kamaelia.benchmarks;

import java.nio.ByteBuffer;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;

/** Sends the same block time after time, as fast as the client takes it. The block is shared: a part costs nothing. */
final class Blocks extends Handler {
    private final Response head;
    private final ByteBuffer block;
    private int left;

    /**
     * A handler for one request.
     *
     * @param head says nothing of the length
     * @param block read-only
     * @param count how often it is sent
     */
    Blocks(Response head, ByteBuffer block, int count) {
        this.head = head;
        this.block = block;
        this.left = count;
    }

    @Override
    protected void start() {
        begin(head);
    }

    @Override
    protected void step() {
        while (left > 0 && outbox.hasRoom()) {
            outbox.send(ResponsePart.of(block.duplicate()));
            left--;
        }
        if (left == 0) {
            finish();
        }
    }
}
