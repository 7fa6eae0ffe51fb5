package org.kamaelia.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;

/**
 * Writes what lies in a box to a socket, as much as it takes, in one gathering system call. Buffers outside of direct
 * memory are copied through a scratch buffer of bounded size: the JDK would copy, and keep, buffers as large as the
 * message. One for each event loop.
 */
final class SocketWriter {
    /** Bytes of heap memory that one call writes at the most. */
    static final int SCRATCH = 128 * 1024;

    private static final int GATHERED = 64;
    private final @Nullable ByteBuffer[] gathered = new ByteBuffer[GATHERED];
    private @Nullable ByteBuffer scratch;

    /**
     * Writes until the box is empty or the socket takes no more. What was written is taken off the box.
     *
     * @return whether the box is empty
     */
    boolean write(SocketChannel channel, Inbox<IoBuffer> box) throws IOException {
        for (IoBuffer only; (only = box.peek()) != null; ) {
            long wanted;
            long written;
            if (box.size() == 1 && only.bytes().isDirect()) {
                wanted = only.remaining();
                written = wanted == 0 ? 0 : channel.write(only.bytes());
                took(box, only, (int) written);
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
            if (written < wanted) {
                return false;
            }
        }
        return true;
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
            ByteBuffer bytes = box.peek(i).bytes();
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
        for (IoBuffer first; (first = box.peek()) != null; ) {
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
