package org.kamaelia.net.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.ShortFile;

/**
 * Writes what lies in a box to a socket, as much as it takes, in one gathering system call. Buffers outside of direct
 * memory are copied through a scratch buffer of bounded size: the JDK would copy, and keep, buffers as large as the
 * message. Regions of files go from file to socket inside of the kernel. One for each event loop.
 */
final class SocketWriter {
    /** Bytes of heap memory that one call writes at the most. */
    static final int SCRATCH = 128 * 1024;

    /**
     * Bytes of a file in one system call: fifteen pages. The kernel moves a file on in sixteen pages at the most, which is
     * a little more than the 64 KiB less headers that it gives to the network as one packet: each would drag a packet of a
     * few bytes behind it.
     */
    static final int FILE_PIECE = 15 * 4096;

    /** Bytes of files that one call sends at the most, so that the other connections of the loop get their turn. */
    static final int FILE_BYTES = 4 * FILE_PIECE;

    private static final int GATHERED = 64;
    private final @Nullable ByteBuffer[] gathered = new ByteBuffer[GATHERED];
    private @Nullable ByteBuffer scratch;
    private long taken;

    /**
     * Writes until the box is empty, the socket takes no more, or {@value #FILE_BYTES} bytes of files have been sent.
     * What was written is taken off the box.
     *
     * @return whether the box is empty
     * @throws ShortFile if a file is shorter than the region of it that lies in the box
     */
    boolean write(SocketChannel channel, Inbox<IoBuffer> box) throws IOException {
        taken = 0;
        long fileBytes = FILE_BYTES;
        for (IoBuffer first; (first = box.peek()) != null; ) {
            if (first.isFile()) {
                fileBytes -= writeFile(channel, first, fileBytes);
                if (first.fileRemaining() > 0) {
                    return false;
                }
                box.poll();
                first.release();
            } else if (!writeMemory(channel, box, first)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes that the socket took in the last call, also if that ended in an exception. */
    long taken() {
        return taken;
    }

    /** Sends a file until it ends, the socket takes no more or so many bytes are sent; answers how many were. */
    private long writeFile(SocketChannel channel, IoBuffer file, long most) throws IOException {
        long sum = 0;
        long wanted;
        long sent;
        do {
            wanted = Math.min(FILE_PIECE, Math.min(file.fileRemaining(), most - sum));
            sent = file.transferTo(channel, wanted);
            sum += sent;
            taken += sent;
        } while (sent > 0 && sent == wanted);
        return sum;
    }

    /** Writes what lies in front of the first region of a file; answers whether the socket took all that was offered. */
    private boolean writeMemory(SocketChannel channel, Inbox<IoBuffer> box, IoBuffer first) throws IOException {
        long wanted;
        long written;
        if (first.bytes().isDirect() && (box.size() == 1 || box.peek(1).isFile())) {
            wanted = first.remaining();
            written = wanted == 0 ? 0 : channel.write(first.bytes());
            took(box, first, (int) written);
        } else {
            int buffers = gather(box);
            wanted = remaining(buffers);
            try {
                written = channel.write(gathered, 0, buffers);
            } finally {
                java.util.Arrays.fill(gathered, 0, buffers, null);
            }
            take(box, written);
        }
        taken += written;
        return written == wanted;
    }

    private static void took(Inbox<IoBuffer> box, IoBuffer buffer, int written) {
        if (buffer.bytes().hasRemaining()) {
            box.consumed(written);
        } else {
            box.poll();
            buffer.release();
        }
    }

    private int gather(Inbox<IoBuffer> box) {
        int buffers = 0;
        int copied = 0;
        int count = Math.min(box.size(), GATHERED);
        for (int i = 0; i < count; i++) {
            IoBuffer next = box.peek(i);
            ByteBuffer bytes = next.bytes();
            if (next.isFile()) {
                break;
            }
            if (bytes.isDirect()) {
                gathered[buffers++] = bytes.duplicate();
            } else {
                int some = Math.min(bytes.remaining(), SCRATCH - copied);
                gathered[buffers++] = copy(bytes, copied, some);
                copied += some;
                if (some < bytes.remaining()) {
                    break;
                }
            }
        }
        return buffers;
    }

    private ByteBuffer copy(ByteBuffer bytes, int at, int length) {
        ByteBuffer memory = scratch;
        if (memory == null) {
            memory = ByteBuffer.allocateDirect(SCRATCH);
            scratch = memory;
        }
        memory.clear();
        memory.put(at, bytes, bytes.position(), length);
        return memory.slice(at, length);
    }

    private long remaining(int buffers) {
        long sum = 0;
        for (int i = 0; i < buffers; i++) {
            ByteBuffer one = gathered[i];
            sum += one == null ? 0 : one.remaining();
        }
        return sum;
    }

    private static void take(Inbox<IoBuffer> box, long written) {
        long left = written;
        for (IoBuffer first; (first = box.peek()) != null && !first.isFile(); ) {
            ByteBuffer bytes = first.bytes();
            int some = (int) Math.min(left, bytes.remaining());
            bytes.position(bytes.position() + some);
            left -= some;
            if (bytes.hasRemaining()) {
                if (some > 0) {
                    box.consumed(some);
                }
                return;
            }
            took(box, first, some);
        }
    }
}
