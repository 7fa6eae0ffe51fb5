package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.Request;
import org.kamaelia.http.ResponsePart;

/**
 * The body of the request at hand on its way to the handler. Chunks are lent one at a time, in the memory that they were
 * read into: the loan ends when the handler has polled the chunk and its step is over, or when it sends that very chunk
 * as a part of its response. One for each connection, used for one request after the other.
 */
public final class RequestBody {
    private final Outbox<ByteBuffer> outbox;
    private final long toDrain;
    private @Nullable Inbox<ByteBuffer> borrower;
    private @Nullable BodyChunk lent;
    private boolean ended = true;
    private boolean awaitsContinue;
    private long limit;
    private long received;
    private long drainLimit;

    /**
     * A body.
     *
     * @param outbox leads to the handler
     * @param toDrain bytes that are discarded after the handler has gone
     */
    public RequestBody(Outbox<ByteBuffer> outbox, long toDrain) {
        this.outbox = outbox;
        this.toDrain = toDrain;
    }

    public void begin(Request request) {
        ended = !request.hasBody();
        awaitsContinue = !ended && request.head().expectsContinue();
        received = 0;
        limit = Long.MAX_VALUE;
        drainLimit = toDrain;
    }

    /**
     * Links the handler's box.
     *
     * @param most bytes that the handler takes; 0 is no limit
     */
    public void connect(Inbox<ByteBuffer> box, long most) {
        borrower = box;
        limit = most == 0 ? Long.MAX_VALUE : most;
        outbox.linkTo(box);
        if (ended) {
            outbox.finish();
        }
    }

    /** Takes the linkage back, and what is lent; what is still to come is discarded. */
    public void disconnect() {
        outbox.unlink();
        borrower = null;
        drainLimit = received + toDrain;
        takeBack();
    }

    /** Whether the end has been received. */
    public boolean hasEnded() {
        return ended;
    }

    /** Whether the handler has everything that has come so far and waits for the client. */
    public boolean isUsedUp() {
        return !ended && lent == null;
    }

    public long limit() {
        return limit;
    }

    /** Whether so many bytes more are more than the handler takes. */
    public boolean isTooLarge(long more) {
        return received + more > limit;
    }

    /** Whether more than is discarded is still to come of a body with this length; not if that is negative. */
    public boolean leavesTooMuch(long length) {
        return !ended && length - received > toDrain;
    }

    /** Whether the client waits for 100 and has sent nothing yet. */
    public boolean awaitsContinue() {
        return awaitsContinue;
    }

    /** The client has been told to go on, or has gone on by itself. */
    public void goesOn() {
        awaitsContinue = false;
    }

    /** Lends a chunk to the handler; answers false while it has to wait. */
    public boolean lend(BodyChunk chunk) {
        if (lent != null || !outbox.hasRoom()) {
            chunk.detach();
            return false;
        }
        received += chunk.size();
        lent = chunk;
        outbox.send(chunk.bytes());
        outbox.hasRoom(); // has us stepped when the handler polls it
        return true;
    }

    /** Gives back a chunk that nobody wants; answers false when there have been too many. */
    public boolean discard(BodyChunk chunk) {
        received += chunk.size();
        chunk.release();
        return received <= drainLimit;
    }

    /** Ends the loan if the handler has polled the chunk; called when its step is over. */
    public void takeBack() {
        BodyChunk chunk = lent;
        if (chunk != null && (borrower == null || borrower.isEmpty())) {
            lent = null;
            chunk.bytes().limit(0); // whoever kept it finds it empty, and not somebody else's bytes
            chunk.release();
        }
    }

    /** If the handler sends the very chunk that it was lent, the memory goes with it. */
    public void mayBeSent(ResponsePart part) {
        BodyChunk chunk = lent;
        if (chunk != null && part instanceof ResponsePart.Data data && data.bytes() == chunk.bytes()) {
            data.holding(chunk);
            lent = null;
        }
    }

    /** All has been received. */
    public void end() {
        ended = true;
        outbox.finish();
    }

    /** No more will be received, although there should be more. */
    public void breakOff(String why) {
        if (!ended) {
            outbox.shutdown(new Shutdown(why));
        }
    }
}
