package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.Request;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.BodyLoan;
import org.kamaelia.http.spi.Lender;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.http.syntax.TargetForm;

/**
 * Passes the body of the current request to the handler. Chunks are lent one at a time, in the memory into which they
 * were read. The loan ends when the handler has polled the chunk and its step is over, or when the handler sends the
 * same chunk as a part of its response. There is one object for each exchange, used for one request after the other.
 *
 * <p>The memory into which chunks are read serves one client after the other. So the code of an application never sees
 * it: the inbox of a handler asks for the chunk in memory of its own, and any other box gets only such chunks.
 */
final class LentBody implements Lender {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Outbox<ByteBuffer> outbox;
    private final long toDrain;
    private @Nullable Inbox<ByteBuffer> borrower;
    private RequestEvent.@Nullable Chunk lent;
    private int lentSize;
    private boolean asksForOwn;
    private boolean ended = true;
    private boolean awaitsContinue;
    private boolean tunnel;
    private long limit;
    private long received;
    private long drainLimit;

    /**
     * Makes the body of an exchange.
     *
     * @param outbox the outbox to the handler
     * @param toDrain the most bytes that are discarded after the handler has ended
     */
    LentBody(Outbox<ByteBuffer> outbox, long toDrain) {
        this.outbox = outbox;
        this.toDrain = toDrain;
    }

    void begin(Request request) {
        RequestHead head = ACCESS.head(request);
        tunnel = head.form() == TargetForm.AUTHORITY;
        ended = !request.hasBody();
        awaitsContinue = !ended && head.expectsContinue();
        received = 0;
        limit = Long.MAX_VALUE;
        drainLimit = toDrain;
    }

    /**
     * Links the inbox of the handler.
     *
     * @param most the largest body in bytes; 0 for no limit
     * @param asking whether the box asks for each chunk in memory of its own before the code of an application sees it
     */
    void connect(Inbox<ByteBuffer> box, long most, boolean asking) {
        borrower = box;
        asksForOwn = asking;
        limit = most == 0 ? Long.MAX_VALUE : most;
        outbox.linkTo(box);
        if (ended) {
            outbox.finish();
        }
    }

    /** Ends the linkage and the loan. The rest of the body will be discarded. */
    void disconnect() {
        outbox.unlink();
        borrower = null;
        drainLimit = received + toDrain;
        takeBack();
    }

    /** Whether the end of the body has been received. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether the handler has got the whole body received so far, so that it waits for the client. */
    boolean isUsedUp() {
        return !ended && lent == null;
    }

    /** The bytes of the body that the handler has taken, or that were discarded. */
    long taken() {
        return lent == null ? received : received - lentSize;
    }

    long limit() {
        return limit;
    }

    /** Whether this number of further bytes exceeds the limit. */
    boolean isTooLarge(long more) {
        return received + more > limit;
    }

    /**
     * Whether nothing that the client sends behind the request may be read. Bytes behind CONNECT are meant for a tunnel
     * (RFC 9110 section 9.3.6). A client that still expects 100 may or may not send the body.
     */
    boolean endsReading() {
        return awaitsContinue || tunnel;
    }

    /** Whether the rest of a body with this length is more than is discarded. False for a negative, unknown length. */
    boolean leavesTooMuch(long length) {
        return !ended && length - received > toDrain;
    }

    /** Whether the client expects 100 and has not sent any of the body. */
    boolean awaitsContinue() {
        return awaitsContinue;
    }

    /** Notes that 100 has been sent, or that the client has sent a part of the body without it. */
    void goesOn() {
        awaitsContinue = false;
    }

    /** Lets a chunk wait until a guard has decided, without the whole read buffer around it. */
    void keepWaiting(RequestEvent.Chunk chunk) {
        chunk.detach();
    }

    /** Lends a chunk to the handler. Returns false if the chunk must wait. */
    boolean lend(RequestEvent.Chunk chunk) {
        if (lent != null || !outbox.hasRoom()) {
            chunk.detach();
            return false;
        }
        lentSize = chunk.size();
        received += lentSize;
        lent = chunk;
        outbox.send(asksForOwn ? chunk.bytes() : chunk.own());
        outbox.hasRoom(); // so that the exchange is stepped when the handler polls the chunk
        return true;
    }

    @Override
    public ByteBuffer lent() {
        return lent == null ? NOTHING : lent.bytes();
    }

    @Override
    public ByteBuffer own() {
        return lent == null ? NOTHING : lent.own();
    }

    @Override
    public @Nullable BodyLoan giveAway() {
        RequestEvent.Chunk chunk = lent;
        if (chunk == null || !chunk.fillsItsMemory()) {
            return null;
        }
        lent = null;
        return new Loan(chunk);
    }

    /** Discards a chunk. Returns false if more bytes have been discarded than the limit allows. */
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
            chunk.bytes().limit(0); // a handler that kept the chunk finds it empty
            chunk.release();
        }
    }

    /** If the handler sends the same chunk that it was lent, the memory of the chunk moves to that part. */
    void mayBeSent(ResponsePart part) {
        RequestEvent.Chunk chunk = lent;
        if (chunk != null && part instanceof ResponsePart.Data data && data.bytes() == chunk.bytes()) {
            ACCESS.hold(data, chunk);
            lent = null;
        }
    }

    /** Ends the body after its last chunk. */
    void end() {
        ended = true;
        outbox.finish();
    }

    /** Ends the body as incomplete, unless its end has been received. */
    void breakOff(String why) {
        if (!ended) {
            outbox.shutdown(new Shutdown(why));
        }
    }

    /** A chunk that belongs to a borrower. */
    private record Loan(RequestEvent.Chunk chunk) implements BodyLoan {
        @Override
        public ByteBuffer bytes() {
            return chunk.bytes();
        }

        @Override
        public void release() {
            chunk.release();
        }

        @Override
        public void leave() {
            chunk.leave();
        }
    }
}
