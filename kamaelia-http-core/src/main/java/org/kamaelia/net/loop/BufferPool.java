package org.kamaelia.net.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.kamaelia.axon.ByteAccount;

/**
 * Direct buffers of one size, lent to the connections of one event loop. A connection keeps a buffer only while
 * it holds bytes. The buffer that was given back last is lent next, because it is still in the caches of the processor.
 * Buffers that were not needed for a while leave the pool ({@link #trim}). Not thread-safe.
 */
public final class BufferPool implements IoBuffer.Lender {
    private final int size;
    private final int kept;
    private final ByteAccount lent;
    private final ByteAccount unused;
    private final ArrayDeque<IoBuffer> free;
    private int leastFree;

    /**
     * A pool.
     *
     * @param size of a buffer in bytes
     * @param kept how many unused buffers are kept; more go to the garbage collector
     * @param lent counts the bytes of those that are lent to nobody in particular
     */
    public BufferPool(int size, int kept, ByteAccount lent) {
        this(size, kept, lent, new ByteAccount());
    }

    /** The same; the other account counts the bytes of unused buffers. */
    BufferPool(int size, int kept, ByteAccount lent, ByteAccount unused) {
        this.size = size;
        this.kept = kept;
        this.lent = lent;
        this.unused = unused;
        this.free = new ArrayDeque<>(kept + 1); // whole at once: giving back must not need memory
    }

    /** An empty buffer, ready to be filled from position 0. */
    public IoBuffer acquire() {
        return acquire(lent);
    }

    /**
     * An empty buffer, ready to be filled from position 0.
     *
     * @param holder counts its bytes until it is given back, such as the account of a connection
     * @throws OutOfMemoryError if there is no more direct memory; nothing has changed then
     */
    public IoBuffer acquire(ByteAccount holder) {
        IoBuffer buffer = free.pollLast();
        if (buffer == null) {
            buffer = new IoBuffer(ByteBuffer.allocateDirect(size), this, null);
        } else {
            unused.add(-size);
            leastFree = Math.min(leastFree, free.size());
        }
        buffer.lend(holder);
        holder.add(size);
        return buffer;
    }

    @Override
    public void giveBack(IoBuffer buffer, ByteAccount holder) {
        holder.add(-size);
        if (free.size() < kept) {
            free.addLast(buffer);
            unused.add(size);
        }
    }

    @Override
    public void forget(ByteAccount holder) {
        holder.add(-size);
    }

    /** Forgets the buffers that nobody has needed since the last call; the collector frees their memory. */
    void trim() {
        for (int i = Math.min(leastFree, free.size()); i > 0; i--) {
            free.pollFirst();
            unused.add(-size);
        }
        leastFree = free.size();
    }

    /** Forgets all unused buffers. Needs no memory. */
    void clear() {
        leastFree = free.size();
        trim();
    }

    /** How many buffers are unused. */
    int unused() {
        return free.size();
    }
}
