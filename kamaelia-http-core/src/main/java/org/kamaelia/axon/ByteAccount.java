package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of memory that one holder uses, such as a connection. An account may have a parent account, such as
 * the account of the event loop, which counts the same bytes as well.
 *
 * <p>The thread of one scheduler writes the counter. Any thread may read it and sees a recent value. An account only
 * counts; a {@link ByteBound} refuses what is above a limit.
 */
public final class ByteAccount {
    private static final VarHandle BYTES;

    static {
        try {
            BYTES = MethodHandles.lookup().findVarHandle(ByteAccount.class, "bytes", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final @Nullable ByteAccount above;
    private long bytes;

    /** Makes an account without a parent. */
    public ByteAccount() {
        this(null);
    }

    /**
     * Makes an account whose bytes the parent account counts as well.
     *
     * @param above the parent account, on the same scheduler; null for none
     */
    public ByteAccount(@Nullable ByteAccount above) {
        this.above = above;
    }

    /**
     * Counts memory that was taken or given back. Call it on the scheduler's thread.
     *
     * @param more bytes taken; a negative number for bytes given back
     */
    public void add(long more) {
        BYTES.setOpaque(this, bytes + more);
        if (above != null) {
            above.add(more);
        }
    }

    /** The bytes held now. May be called from any thread. */
    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    @Override
    public String toString() {
        return bytes() + " bytes";
    }
}
