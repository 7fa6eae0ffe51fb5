package org.kamaelia.http.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a stream, piece by piece, on a thread that may block, for a component that must not. At most one piece
 * is read ahead.
 */
final class StreamReader {
    private static final int PIECE = 32 * 1024;
    private static final Object READING = new Object();
    private static final Object CLOSED = new Object();

    private final Executor executor;
    private final Resource content;
    private final Runnable whenRead;
    private final long first;
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();
    private long left;
    private @Nullable InputStream stream; // used by one task after the other

    /**
     * A reader.
     *
     * @param first where the part begins
     * @param length its bytes
     * @param whenRead called on any thread when {@link #poll} is worth calling again
     */
    StreamReader(Executor executor, Resource content, long first, long length, Runnable whenRead) {
        this.executor = executor;
        this.content = content;
        this.first = first;
        this.left = length;
        this.whenRead = whenRead;
    }

    /** Whether all has been polled. */
    boolean isDone() {
        return left == 0;
    }

    /**
     * The next piece; null if it has not been read yet. Then its reading begins.
     *
     * @throws IOException if it cannot be read, or the stream ends too early
     */
    @Nullable
    ByteBuffer poll() throws IOException {
        Object now = state.get();
        if (now instanceof IOException failure) {
            throw failure;
        }
        if (now instanceof ByteBuffer piece) {
            state.set(null);
            left -= piece.remaining();
            return piece;
        }
        if (now == null && left > 0) {
            state.set(READING);
            int length = (int) Math.min(PIECE, left);
            try {
                executor.execute(() -> read(length));
            } catch (RejectedExecutionException tooMany) {
                state.set(null);
                throw new IOException("Too many files are being read", tooMany);
            }
        }
        return null;
    }

    private void read(int length) {
        Object result;
        try {
            result = next(length);
        } catch (IOException failure) {
            result = failure;
        } catch (RuntimeException failure) {
            result = new IOException(failure);
        }
        if (state.compareAndSet(READING, result)) {
            whenRead.run();
        } else {
            closeStream();
        }
    }

    private ByteBuffer next(int length) throws IOException {
        InputStream in = stream;
        if (in == null) {
            in = content.open();
            stream = in;
            in.skipNBytes(first);
        }
        byte[] piece = in.readNBytes(length);
        if (piece.length < length) {
            throw new EOFException("The content ends before its length");
        }
        return ByteBuffer.wrap(piece);
    }

    /** Ends the reading; a task that is under way closes the stream when it is done. */
    void close() {
        if (state.getAndSet(CLOSED) != READING) {
            closeStream();
        }
    }

    private void closeStream() {
        InputStream in = stream;
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // it was only read, so nothing can be lost
            }
        }
    }
}
