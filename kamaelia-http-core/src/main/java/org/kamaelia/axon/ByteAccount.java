package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of memory somebody holds, and with him those above him: a connection, and the event loop that it is on.
 *
 * <p>Plain counters: written by the thread of one scheduler, where memory is taken and given back, and read by any
 * thread, which sees some recent value. Nothing is refused here; a {@link ByteBound} does that.
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

    /** An account of its own. */
    public ByteAccount() {
        this(null);
    }

    /**
     * An account that is a part of another one.
     *
     * @param above counts the same bytes; on the same scheduler
     */
    public ByteAccount(@Nullable ByteAccount above) {
        this.above = above;
    }

    /**
     * Counts memory that has been taken, or given back.
     *
     * @param more in bytes, negative for what was given back
     */
    public void add(long more) {
        BYTES.setOpaque(this, bytes + more);
        if (above != null) {
            above.add(more);
        }
    }

    /** The bytes held now. */
    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    @Override
    public String toString() {
        return bytes() + " bytes";
    }
}
