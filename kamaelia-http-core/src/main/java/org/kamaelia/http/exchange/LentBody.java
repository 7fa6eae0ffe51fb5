package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.Request;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.ServerAccess;

/**
 * The body of the request at hand on its way to the handler. Chunks are lent one at a time, in the memory that they were
 * read into: the loan ends when the handler has polled the chunk and its step is over, or when it sends that very chunk
 * as a part of its response. One for each connection, used for one request after the other.
 */
final class LentBody {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Outbox<ByteBuffer> outbox;
    private final long toDrain;
    private @Nullable Inbox<ByteBuffer> borrower;
    private RequestEvent.@Nullable Chunk lent;
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
    LentBody(Outbox<ByteBuffer> outbox, long toDrain) {
        this.outbox = outbox;
        this.toDrain = toDrain;
    }

    void begin(Request request) {
        ended = !request.hasBody();
        awaitsContinue = !ended && ACCESS.head(request).expectsContinue();
        received = 0;
        limit = Long.MAX_VALUE;
        drainLimit = toDrain;
    }

    /**
     * Links the handler's box.
     *
     * @param most bytes that the handler takes; 0 is no limit
     */
    void connect(Inbox<ByteBuffer> box, long most) {
        borrower = box;
        limit = most == 0 ? Long.MAX_VALUE : most;
        outbox.linkTo(box);
        if (ended) {
            outbox.finish();
        }
    }

    /** Takes the linkage back, and what is lent; what is still to come is discarded. */
    void disconnect() {
        outbox.unlink();
        borrower = null;
        drainLimit = received + toDrain;
        takeBack();
    }

    /** Whether the end has been received. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether the handler has everything that has come so far and waits for the client. */
    boolean isUsedUp() {
        return !ended && lent == null;
    }

    long limit() {
        return limit;
    }

    /** Whether so many bytes more are more than the handler takes. */
    boolean isTooLarge(long more) {
        return received + more > limit;
    }

    /** Whether more than is discarded is still to come of a body with this length; not if that is negative. */
    boolean leavesTooMuch(long length) {
        return !ended && length - received > toDrain;
    }

    /** Whether the client waits for 100 and has sent nothing yet. */
    boolean awaitsContinue() {
        return awaitsContinue;
    }

    /** The client has been told to go on, or has gone on by itself. */
    void goesOn() {
        awaitsContinue = false;
    }

    /** Lends a chunk to the handler; answers false while it has to wait. */
    boolean lend(RequestEvent.Chunk chunk) {
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
    boolean discard(RequestEvent.Chunk chunk) {
        received += chunk.size();
        chunk.release();
        return received <= drainLimit;
    }

    /** Ends the loan if the handler has polled the chunk; called when its step is over. */
    void takeBack() {
        RequestEvent.Chunk chunk = lent;
        if (chunk != null && (borrower == null || borrower.isEmpty())) {
            lent = null;
            chunk.bytes().limit(0); // whoever kept it finds it empty, and not somebody else's bytes
            chunk.release();
        }
    }

    /** If the handler sends the very chunk that it was lent, the memory goes with it. */
    void mayBeSent(ResponsePart part) {
        RequestEvent.Chunk chunk = lent;
        if (chunk != null && part instanceof ResponsePart.Data data && data.bytes() == chunk.bytes()) {
            ACCESS.hold(data, chunk);
            lent = null;
        }
    }

    /** All has been received. */
    void end() {
        ended = true;
        outbox.finish();
    }

    /** No more will be received, although there should be more. */
    void breakOff(String why) {
        if (!ended) {
            outbox.shutdown(new Shutdown(why));
        }
    }
}
