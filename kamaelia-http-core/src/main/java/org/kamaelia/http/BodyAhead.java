package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The beginning of a request body, collected before the turn of a persistent handler. Not thread-safe. */
final class BodyAhead {
    private static final int PIECE = 8 * 1024;

    private final int most;
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private @Nullable ByteBuffer last;
    private long length;
    private long memory;

    /**
     * An empty beginning.
     *
     * @param most it is full with so many bytes, at least 0; the chunk that fills it may exceed this number
     */
    BodyAhead(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    boolean isFull() {
        return length >= most;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** The memory that the pieces use, in bytes. */
    long bytes() {
        return memory;
    }

    /** Copies a chunk. Small chunks share a piece, so that a body that comes octet by octet costs no more. */
    void add(ByteBuffer chunk) {
        length += chunk.remaining();
        while (chunk.hasRemaining()) {
            ByteBuffer into = last;
            if (into == null || !into.hasRemaining()) {
                into = ByteBuffer.allocate(Math.max(PIECE, chunk.remaining()));
                memory += into.capacity();
                pieces.add(into);
                last = into;
            }
            int some = Math.min(into.remaining(), chunk.remaining());
            into.put(chunk.slice(chunk.position(), some));
            chunk.position(chunk.position() + some);
        }
    }

    /** Removes the first piece; there must be one. */
    ByteBuffer next() {
        ByteBuffer first = Objects.requireNonNull(pieces.poll());
        memory -= first.capacity();
        if (first == last) {
            last = null;
        }
        return first.flip();
    }
}
