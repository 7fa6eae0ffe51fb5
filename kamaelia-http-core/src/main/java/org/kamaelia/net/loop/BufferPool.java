package org.kamaelia.net.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.kamaelia.axon.ByteAccount;

/**
 * Direct buffers of one size, lent to the connections of one event loop while they have bytes under way and never
 * longer. The one given back last is lent next, so a loop that keeps up works in the same warm memory all the time. Not
 * thread-safe.
 */
public final class BufferPool implements IoBuffer.Lender {
    private final int size;
    private final int kept;
    private final ByteAccount lent;
    private final ArrayDeque<IoBuffer> free = new ArrayDeque<>();

    /**
     * A pool.
     *
     * @param size of a buffer in bytes
     * @param kept how many unused buffers are kept; more go to the garbage collector
     * @param lent counts the bytes of those that are lent
     */
    public BufferPool(int size, int kept, ByteAccount lent) {
        this.size = size;
        this.kept = kept;
        this.lent = lent;
    }

    /** An empty buffer, ready to be filled from position 0. */
    public IoBuffer acquire() {
        IoBuffer free = this.free.pollLast();
        IoBuffer buffer = free != null ? free.renew() : new IoBuffer(ByteBuffer.allocateDirect(size), this, null);
        lent.add(size);
        return buffer;
    }

    @Override
    public void giveBack(IoBuffer buffer) {
        lent.add(-size);
        if (free.size() < kept) {
            free.addLast(buffer);
        }
    }
}
