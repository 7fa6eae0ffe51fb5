package org.kamaelia.http.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.CrossingInbox;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.axon.Shutdown;

/**
 * Reads a stream in pieces on threads that may block, for a component that must not block. A piece is read when the
 * component asks for it. No thread is in use between two pieces.
 *
 * <p>Each piece carries the stream to the next task. The current owner of the stream closes it. If a piece is discarded,
 * the box that discards it closes the stream.
 */
final class StreamReader {
    private static final int PIECE = 32 * 1024;
    private static final BoxSpec<Piece> PIECES =
            BoxSpec.of("MinimalHandler", "pieces", "a piece that was read from a stream", 1, Piece::size);

    private final Executor executor;
    private final Resource content;
    private final CrossingInbox<Piece> pieces;
    private final CrossingOutbox<Piece> readers;
    private @Nullable InputStream stream; // null while a task has it
    private long first;
    private long left;
    private boolean isReading;

    /** What was read, and from what. */
    private record Piece(ByteBuffer bytes, InputStream stream) implements Releasable {
        int size() {
            return bytes.remaining();
        }

        @Override
        public void release() {
            close(stream);
        }
    }

    /**
     * A reader, which is used on the scheduler's thread of its owner.
     *
     * @param owner stepped when {@link #poll} is worth calling again; when it ends, what is being read is given back
     */
    StreamReader(Executor executor, Resource content, Component owner) {
        this.executor = executor;
        this.content = content;
        this.pieces = new CrossingInbox<>(owner, PIECES);
        this.readers = new CrossingOutbox<>(pieces);
    }

    /** Begins with another part, once the last one has been polled to its end. */
    void begin(long begin, long length) {
        close();
        first = begin;
        left = length;
    }

    /** Whether all of the part has been polled. */
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
        Shutdown failed = pieces.shutdown();
        if (failed != null) {
            throw failed.cause() instanceof IOException failure ? failure : new IOException(failed.cause());
        }
        Piece piece = pieces.poll();
        if (piece != null) {
            isReading = false;
            stream = piece.stream();
            left -= piece.size();
            return piece.bytes();
        }
        if (!isReading && left > 0) {
            read();
        }
        return null;
    }

    private void read() throws IOException {
        InputStream from = stream;
        long skipped = first;
        int length = (int) Math.min(PIECE, left);
        try {
            executor.execute(() -> read(from, skipped, length));
        } catch (RejectedExecutionException tooMany) {
            throw new IOException("Too many files are being read", tooMany);
        }
        stream = null;
        isReading = true;
    }

    /** On a thread that may block. */
    private void read(@Nullable InputStream from, long skipped, int length) {
        InputStream in = from;
        try {
            if (in == null) {
                in = content.open();
                in.skipNBytes(skipped);
            }
            byte[] piece = in.readNBytes(length);
            if (piece.length < length) {
                throw new EOFException("The content ends before its length");
            }
            readers.offer(new Piece(ByteBuffer.wrap(piece), in)); // there is room: only one is read at a time
        } catch (Throwable failure) {
            close(in);
            readers.shutdown(new Shutdown("A stream cannot be read", failure));
        }
    }

    /** Closes the stream, unless a task has it. */
    void close() {
        close(stream);
        stream = null;
    }

    private static void close(@Nullable InputStream in) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // it was only read, so nothing can be lost
            }
        }
    }
}
