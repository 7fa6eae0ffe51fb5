package org.kamaelia.axon;

/**
 * A limit in bytes over several boxes in a row, such as all boxes between a handler and its socket. Each byte is
 * counted once, whichever of the boxes holds it. Only the box at the entrance refuses messages when the limit is
 * reached. A message that has passed the entrance can always move on.
 *
 * <p>There is room while fewer than {@link #limit()} bytes are inside. So the last message may exceed the limit, and a
 * message that is larger than the limit passes alone. A sender that found no room is woken when at most half of the
 * limit is still used, so that it can work in batches. Not thread-safe: all boxes belong to one scheduler.
 */
public final class ByteBound extends Entrance {
    private final int limit;
    private final ByteAccount account;
    private int used;

    /**
     * Makes a bound with an account of its own.
     *
     * @param limit in bytes, at least 1
     */
    public ByteBound(int limit) {
        this(limit, new ByteAccount());
    }

    /**
     * Makes a bound that counts its bytes in an account as well.
     *
     * @param limit in bytes, at least 1
     * @param account the account of the holder of the bytes, on the same scheduler
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

    /** Whether another message may enter; see the class comment for messages larger than the rest of the limit. */
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
     * Whether another message may enter. If not, the owner of the outbox is stepped when there is room. For components
     * in the middle of the path that start a piece of work only if its first message can enter.
     */
    public boolean hasRoom(Outbox<?> asking) {
        if (!hasRoom()) {
            add(asking);
            return false;
        }
        return true;
    }
}
