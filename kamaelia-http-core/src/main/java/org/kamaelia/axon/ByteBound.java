package org.kamaelia.axon;

/**
 * A bound in bytes over several boxes that lie one behind the other, such as all boxes between a handler and its socket.
 * Bytes are counted once, in whichever of the boxes they lie. Only the box at the entrance refuses when the bound is
 * reached: what is inside can always move on.
 *
 * <p>There is room while fewer than {@link #limit()} bytes are inside, so one message more than the limit can be, and a
 * message larger than the limit passes alone. A sender that found no room is woken when at most half of the limit is
 * left inside, which lets work be done in batches. Not thread-safe: all boxes belong to one scheduler.
 */
public final class ByteBound extends Entrance {
    private final int limit;
    private final ByteAccount account;
    private int used;

    /**
     * A bound.
     *
     * @param limit in bytes, at least 1
     */
    public ByteBound(int limit) {
        this(limit, new ByteAccount());
    }

    /**
     * A bound whose bytes count elsewhere, too.
     *
     * @param limit in bytes, at least 1
     * @param account of whoever holds them, on the same scheduler
     */
    public ByteBound(int limit, ByteAccount account) {
        if (limit < 1) {
            throw new IllegalArgumentException("A bound is at least 1 byte, not " + limit);
        }
        this.limit = limit;
        this.account = account;
    }

    /** The limit in bytes. */
    public int limit() {
        return limit;
    }

    /** The bytes inside now. */
    public int used() {
        return used;
    }

    /** Whether another message may enter. */
    public boolean hasRoom() {
        return used < limit;
    }

    void grow(int bytes) {
        used += bytes;
        account.add(bytes);
    }

    void shrink(int bytes) {
        used -= bytes;
        account.add(-bytes);
        if (hasWaiting() && used <= limit / 2) {
            wakeWaiting();
        }
    }

    /**
     * Whether another message may enter; when not, the owner of the outbox is stepped as soon as it may. For components
     * in the middle of the path that begin something only if its first message can enter.
     */
    public boolean hasRoom(Outbox<?> asking) {
        if (!hasRoom()) {
            add(asking);
            return false;
        }
        return true;
    }
}
