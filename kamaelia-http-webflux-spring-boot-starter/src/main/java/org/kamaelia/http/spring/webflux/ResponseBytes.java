package org.kamaelia.http.spring.webflux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.ServerAccess;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.PooledDataBuffer;

/**
 * Data buffers of a response that have come and not been sent, the oldest first. Each is sent or released exactly once.
 * For the event loop only.
 */
final class ResponseBytes {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private @Nullable DataBuffer first; // most bodies are one buffer
    private @Nullable ArrayDeque<DataBuffer> more;
    private int size;

    void add(DataBuffer buffer) {
        size += buffer.readableByteCount();
        if (first == null) {
            first = buffer;
        } else {
            if (more == null) {
                more = new ArrayDeque<>();
            }
            more.add(buffer);
        }
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The bytes in all buffers. */
    int size() {
        return size;
    }

    private @Nullable DataBuffer poll() {
        DataBuffer oldest = first;
        if (oldest != null) {
            first = more == null ? null : more.poll();
            size -= oldest.readableByteCount();
        }
        return oldest;
    }

    /** Takes the oldest buffer as a part of the response, without a copy if its memory is in one piece. */
    ResponsePart takePart() {
        DataBuffer oldest = java.util.Objects.requireNonNull(poll());
        if (!(oldest instanceof PooledDataBuffer)) {
            return ResponsePart.of(oldest.readableByteCount() == 0 ? NOTHING.duplicate() : unpooled(oldest));
        }
        DataBuffer.ByteBufferIterator pieces =
                oldest instanceof BorrowedBuffer lent ? lent.lentByteBuffers() : oldest.readableByteBuffers();
        ByteBuffer whole = pieces.hasNext() ? pieces.next() : NOTHING.duplicate();
        if (pieces.hasNext()) {
            pieces.close();
            return ResponsePart.of(copyAndRelease(oldest));
        }
        ResponsePart.Data part = (ResponsePart.Data) ResponsePart.of(whole);
        ACCESS.hold(part, () -> {
            pieces.close();
            DataBufferUtils.release(oldest);
        });
        return part;
    }

    private static ByteBuffer unpooled(DataBuffer buffer) {
        try (DataBuffer.ByteBufferIterator pieces = buffer.readableByteBuffers()) {
            ByteBuffer whole = pieces.next();
            return pieces.hasNext() ? copyAndRelease(buffer) : whole;
        }
    }

    private static ByteBuffer copyAndRelease(DataBuffer buffer) {
        try {
            ByteBuffer copy = ByteBuffer.allocate(buffer.readableByteCount());
            buffer.toByteBuffer(copy);
            return copy.limit(copy.capacity()).position(0);
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** Takes all buffers as one. */
    ByteBuffer takeAll() {
        DataBuffer only = first;
        if (only == null) {
            return NOTHING.duplicate();
        }
        if (more == null || more.isEmpty()) {
            poll();
            if (only.readableByteCount() == 0) {
                DataBufferUtils.release(only);
                return NOTHING.duplicate();
            }
            return only instanceof PooledDataBuffer ? copyAndRelease(only) : unpooled(only);
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (DataBuffer next; (next = poll()) != null; ) {
            int length = next.readableByteCount();
            next.toByteBuffer(next.readPosition(), all, all.position(), length);
            all.position(all.position() + length);
            DataBufferUtils.release(next);
        }
        return all.flip();
    }

    /** Releases all buffers. */
    void discard() {
        for (DataBuffer next; (next = poll()) != null; ) {
            DataBufferUtils.release(next);
        }
    }
}
