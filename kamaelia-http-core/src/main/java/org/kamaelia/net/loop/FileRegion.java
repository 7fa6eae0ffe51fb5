package org.kamaelia.net.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.kamaelia.axon.Releasable;

/**
 * A region of an open file on its way to a socket. It is read when it is sent, so it holds no memory. It holds the file,
 * and releases it exactly once, whether the region was sent or discarded. Regions on several event loops may share a
 * channel, because each read has a position of its own. A region is used on one event loop.
 */
public final class FileRegion implements Releasable {
    private final FileChannel file;
    private final Releasable holder;
    private long position;
    private long remaining;
    private boolean resetIfShort;
    private boolean released;

    /**
     * A region of a file that the caller closes.
     *
     * @param file open for reading
     * @param position where the region begins, in bytes
     * @param length its length in bytes
     * @param holder released once, when the region is not needed any more
     */
    public FileRegion(FileChannel file, long position, long length, Releasable holder) {
        if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(
                    "A region has a position and a length of at least 0, not " + position + " and " + length);
        }
        this.file = file;
        this.position = position;
        this.remaining = length;
        this.holder = holder;
    }

    /** A region of a file that is closed when the region is not needed any more. */
    public static FileRegion closing(FileChannel file, long position, long length) {
        return new FileRegion(file, position, length, () -> close(file));
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            // it was only read, so nothing can be lost
        }
    }

    /** Bytes left to be sent. */
    public long remaining() {
        return remaining;
    }

    /** Makes the region end after so many bytes more, if it is longer. */
    public void limit(long bytes) {
        remaining = Math.min(remaining, bytes);
    }

    /**
     * Says that only the end of the connection marks the end of this message, so that a file which turns out to be too
     * short must end in a reset and not in what looks like a complete answer (RFC 9112 section 8).
     */
    public void resetIfShort() {
        resetIfShort = true;
    }

    /**
     * Sends the next bytes to a channel without copying them where the kernel can (sendfile).
     *
     * @param most no more than these
     * @return how many; 0 when the channel takes none for now
     * @throws ShortFile if the file ends before the region does
     */
    long transferTo(WritableByteChannel channel, long most) throws IOException {
        long some = Math.min(remaining, most);
        if (some == 0) {
            return 0;
        }
        if (!file.isOpen()) {
            throw new ShortFile("The file was closed", resetIfShort);
        }
        long sent = file.transferTo(position, some, channel);
        if (sent == 0) {
            checkNotShort();
        }
        advance(sent);
        return sent;
    }

    /**
     * Reads the next bytes, for what must look at them before they are sent. May wait for the disk.
     *
     * @param into takes at most what it has room for
     * @return how many, at least 1 unless the region or the room is used up
     * @throws IOException if the file cannot be read, or ends before the region does
     */
    public int read(ByteBuffer into) throws IOException {
        int some = (int) Math.min(remaining, into.remaining());
        if (some == 0) {
            return 0;
        }
        int limit = into.limit();
        int count;
        try {
            into.limit(into.position() + some);
            count = file.read(into, position);
        } finally {
            into.limit(limit);
        }
        if (count <= 0) {
            throw tooShort();
        }
        advance(count);
        return count;
    }

    private void advance(long bytes) {
        position += bytes;
        remaining -= bytes;
    }

    private void checkNotShort() throws IOException {
        if (file.size() <= position) {
            throw tooShort();
        }
    }

    private ShortFile tooShort() {
        return new ShortFile(
                "The file ends at byte " + position + ", " + remaining + " bytes before the end of what was promised",
                resetIfShort);
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            holder.release();
        }
    }

    @Override
    public String toString() {
        return remaining + " bytes from " + position;
    }
}
