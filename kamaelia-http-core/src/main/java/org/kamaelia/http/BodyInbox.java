package org.kamaelia.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.http.spi.BodyLoan;
import org.kamaelia.http.spi.Lender;

/**
 * The inbox of a handler. It calls back when the handler polls for the first time and the box is empty.
 *
 * <p>The server lends chunks in the memory into which they were read. The public methods return each chunk in memory of
 * its own, which is never used again, because a view of a buffer cannot be taken back. Code of this package that keeps
 * no view uses {@link #pollLent()} and saves the copy.
 */
final class BodyInbox extends Inbox<ByteBuffer> {
    private @Nullable Runnable whenWanted;
    private @Nullable Lender lender;

    BodyInbox(Component owner, BoxSpec<ByteBuffer> spec) {
        super(owner, spec);
    }

    void whenWanted(Runnable callback) {
        whenWanted = callback;
    }

    /** Sets who lends the chunks; null if the chunks are in memory of their own already. */
    void lentBy(@Nullable Lender from) {
        lender = from;
    }

    @Override
    public @Nullable ByteBuffer poll() {
        ByteBuffer chunk = takeNext();
        return chunk == null || lender == null ? chunk : lender.own();
    }

    @Override
    public @Nullable ByteBuffer peek() {
        ByteBuffer chunk = super.peek();
        return chunk == null || lender == null ? chunk : lender.own();
    }

    @Override
    public ByteBuffer peek(int place) {
        ByteBuffer chunk = super.peek(place);
        return lender == null ? chunk : lender.own(); // there is never more than one chunk
    }

    /** Polls a chunk without a copy. The caller keeps no view of it, and gives none to the code of an application. */
    @Nullable
    ByteBuffer pollLent() {
        ByteBuffer chunk = takeNext();
        return chunk == null || lender == null ? chunk : lender.lent();
    }

    /** Polls a chunk with its memory, if it is large enough to be lent; null leaves the chunk where it is. */
    @Nullable
    BodyLoan pollLoan() {
        if (lender == null || super.peek() == null) {
            return null;
        }
        BodyLoan loan = lender.giveAway();
        if (loan != null) {
            takeNext();
        }
        return loan;
    }

    /** Whether a chunk may be sent on by {@link Handler#passChunkOn()} in the memory in which it lies. */
    boolean isLent() {
        return lender != null;
    }

    private @Nullable ByteBuffer takeNext() {
        ByteBuffer chunk = super.poll();
        Runnable callback = whenWanted;
        if (callback != null) {
            whenWanted = null;
            if (chunk == null && owner().isLive()) {
                callback.run();
            }
        }
        return chunk;
    }
}
