package org.kamaelia.net.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Releasable;

/**
 * Bytes on their way from or to a socket: the remaining bytes of {@link #bytes()}, with the owner of their memory. On the
 * way out it can also be a {@linkplain #isFile() region of a file}, which needs no memory. References are counted: code that
 * keeps a buffer retains it, and releases it once. Used on one event loop.
 */
public final class IoBuffer implements Releasable {
    private static final ByteBuffer NO_MEMORY = ByteBuffer.allocate(0);

    private final ByteBuffer bytes;
    private final @Nullable Lender pool;
    private final @Nullable Releasable parent;
    private final @Nullable FileRegion file;
    private int references = 1;
    private @Nullable ByteAccount holder;
    private boolean left;

    /** What lends memory, and gets the buffer back after the last hold on it. */
    interface Lender {
        /** Takes the buffer back, which no longer counts in the account of its holder. */
        void giveBack(IoBuffer buffer, ByteAccount holder);

        /** Forgets the buffer, which no longer counts in the account of its holder. */
        void forget(ByteAccount holder);
    }

    IoBuffer(ByteBuffer bytes, @Nullable Lender pool, @Nullable Releasable parent) {
        this.bytes = bytes;
        this.pool = pool;
        this.parent = parent;
        this.file = null;
    }

    private IoBuffer(FileRegion region) {
        this.bytes = NO_MEMORY;
        this.pool = null;
        this.parent = region;
        this.file = region;
    }

    /** Bytes that belong to nobody's pool; the collector gets the memory back. */
    public static IoBuffer wrap(ByteBuffer bytes) {
        return new IoBuffer(bytes, null, null);
    }

    /** Bytes in memory that somebody else gives back: it is released with the buffer. */
    public static IoBuffer holding(ByteBuffer bytes, Releasable memory) {
        return new IoBuffer(bytes, null, memory);
    }

    /** The bytes of two buffers, which are released, in memory of their own. Neither is a region of a file. */
    public static IoBuffer join(IoBuffer before, IoBuffer behind) {
        ByteBuffer both = ByteBuffer.allocate(before.remaining() + behind.remaining());
        both.put(before.bytes()).put(behind.bytes()).flip();
        before.release();
        behind.release();
        return wrap(both);
    }

    /** The same bytes outside of any pool: those of a short message that waits must not hold a large buffer. */
    public IoBuffer unpooled() {
        return isPooled() ? join(wrap(NO_MEMORY), this) : this;
    }

    /** A region of a file, which is released with the buffer. */
    public static IoBuffer file(FileRegion region) {
        return new IoBuffer(region);
    }

    /** Whether this is a region of a file: {@link #bytes()} is empty then. */
    public boolean isFile() {
        return file != null;
    }

    /** Bytes left of the region of a file; 0 where there is none. */
    public long fileRemaining() {
        return file == null ? 0 : file.remaining();
    }

    /**
     * Reads the next bytes of the region of a file, for what must look at them before they are sent, such as TLS.
     *
     * @param into takes at most what it has room for
     * @return how many; 0 when nothing is left of the region, or there is no room
     * @throws IOException if the file cannot be read, or has become shorter than the region; the connection must end
     */
    public int read(ByteBuffer into) throws IOException {
        return file == null ? 0 : file.read(into);
    }

    /**
     * Sends the next bytes of the region of a file to a channel; see {@link FileRegion}.
     *
     * @param most no more bytes than these
     * @return how many; 0 when the channel takes none for now
     * @throws ShortFile if the file ends before the region does
     */
    public long transferTo(WritableByteChannel channel, long most) throws IOException {
        return file == null ? 0 : file.transferTo(channel, most);
    }

    /** The bytes; what is left to be used lies between position and limit. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** The number of bytes left in memory. */
    public int remaining() {
        return bytes.remaining();
    }

    /** Whether the memory comes from a pool and is worth giving back soon. */
    public boolean isPooled() {
        return pool != null;
    }

    /** Bytes that can be appended behind the limit. */
    public int space() {
        return bytes.capacity() - bytes.limit();
    }

    /** Appends bytes behind the limit; there must be {@link #space()}. */
    public void append(byte[] source, int offset, int length) {
        int end = bytes.limit();
        bytes.limit(end + length);
        bytes.put(end, source, offset, length);
    }

    /** Appends a byte behind the limit; there must be {@link #space()}. */
    public void append(byte single) {
        int end = bytes.limit();
        bytes.limit(end + 1);
        bytes.put(end, single);
    }

    /** Appends the remaining bytes of another buffer, which is not changed; there must be {@link #space()}. */
    public void append(ByteBuffer source) {
        int end = bytes.limit();
        int length = source.remaining();
        bytes.limit(end + length);
        bytes.put(end, source, source.position(), length);
    }

    /** Keeps the memory alive for one more holder. */
    public void retain() {
        references++;
    }

    /** Gives up one hold; the last one returns the memory. */
    @Override
    public void release() {
        if (--references == 0) {
            if (parent != null) {
                parent.release();
            } else if (pool != null && holder != null) {
                endLoan(pool, holder);
            }
        }
    }

    private void endLoan(Lender lender, ByteAccount account) {
        if (left) {
            lender.forget(account);
        } else {
            lender.giveBack(this, account);
        }
    }

    /**
     * Gives up one hold like {@link #release}, for somebody who may still use the bytes: the memory does not go back to
     * its pool, and the collector gets it.
     */
    public void leave() {
        left = true;
        release();
    }

    /** Makes a pooled buffer as good as new, for a holder in whose account it counts. */
    void lend(ByteAccount account) {
        references = 1;
        holder = account;
        bytes.clear();
    }
}
