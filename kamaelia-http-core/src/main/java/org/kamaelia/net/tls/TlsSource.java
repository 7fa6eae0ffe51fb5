package org.kamaelia.net.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.loop.BufferPool;
import org.kamaelia.net.loop.IoBuffer;

/** What is to be sealed next: bytes in memory as they lie in the box, or a piece of a file that is read for it. */
final class TlsSource {
    /** Bytes of a file that are read at once: what fills two records, so that none is short. */
    private static final int PIECE = 2 * 16 * 1024;

    private final Inbox<IoBuffer> box;
    private final BufferPool buffers;
    private @Nullable IoBuffer piece;

    /**
     * A source.
     *
     * @param buffers for pieces of files
     */
    TlsSource(Inbox<IoBuffer> box, BufferPool buffers) {
        this.box = box;
        this.buffers = buffers;
    }

    /** Whether there is nothing to be sealed now. */
    boolean isEmpty() {
        return piece == null && box.isEmpty();
    }

    /** Whether there is nothing, and nothing will come. */
    boolean hasEnded() {
        return piece == null && box.ended();
    }

    /**
     * Puts what may be sealed together into an array.
     *
     * @return how many buffers
     * @throws IOException if a file cannot be read, or is shorter than the region of it that lies in the box
     */
    int gather(ByteBuffer[] sources) throws IOException {
        IoBuffer first = box.peek();
        if (piece == null && first != null && first.isFile()) {
            read(first);
        }
        if (piece != null) {
            sources[0] = piece.bytes();
            return 1;
        }
        int count = 0;
        int most = Math.min(box.size(), sources.length);
        while (count < most && !box.peek(count).isFile()) {
            sources[count] = box.peek(count).bytes();
            count++;
        }
        return count;
    }

    private void read(IoBuffer file) throws IOException {
        IoBuffer into = buffers.acquire();
        try {
            file.read(into.bytes().limit(PIECE));
        } catch (IOException failure) {
            into.release();
            throw failure;
        }
        into.bytes().flip();
        piece = into;
        if (file.fileRemaining() == 0) {
            box.poll();
            file.release();
        }
    }

    /** Takes off what the engine has sealed. */
    void take(int sealed) {
        if (piece != null) {
            if (!piece.bytes().hasRemaining()) {
                release();
            }
            return;
        }
        int left = sealed;
        for (IoBuffer first;
                (first = box.peek()) != null
                        && !first.isFile()
                        && !first.bytes().hasRemaining(); ) {
            int before = box.bytes();
            box.poll();
            left -= before - box.bytes();
            first.release();
        }
        if (left > 0) {
            box.consumed(left);
        }
    }

    /** Gives back what has been read of a file. */
    void release() {
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }
}
