package org.kamaelia.http.content;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One body in the gzip format (RFC 1952), a piece at a time. Holds a {@link Deflater}, which is about 256 KiB of memory
 * outside of the heap, until it is closed.
 */
final class Gzip implements AutoCloseable {
    /** The most bytes that one call puts out. */
    static final int PIECE = 8 * 1024;

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] NOTHING = {};
    private static final int TRAILER = 8;

    private final Deflaters pool;
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private final byte[] piece = new byte[PIECE];
    private int size;
    private boolean closed;

    Gzip(Deflaters pool, Deflater deflater) {
        this.pool = pool;
        this.deflater = deflater;
        System.arraycopy(HEADER, 0, piece, 0, HEADER.length);
        size = HEADER.length;
    }

    /** Whether all input has been used. */
    boolean wantsInput() {
        return deflater.needsInput();
    }

    /** Gives more input, after all before it has been used; it must not change until {@link #wantsInput()} is true. */
    void input(ByteBuffer bytes) {
        checksum.update(bytes.duplicate());
        deflater.setInput(bytes);
    }

    /** Compresses; returns a whole piece of output, or nothing when all input has been used. */
    byte[] next() {
        size += deflater.deflate(piece, size, PIECE - size, Deflater.NO_FLUSH);
        return size == PIECE ? take() : NOTHING;
    }

    /** Flushes, so that the client can read all input so far; call until it returns nothing. */
    byte[] flush() {
        size += deflater.deflate(piece, size, PIECE - size, Deflater.SYNC_FLUSH);
        return size > 0 ? take() : NOTHING;
    }

    /** Ends the body: a piece of what is left; call until {@link #isFinished()}. */
    byte[] finish() {
        deflater.finish();
        size += deflater.deflate(piece, size, PIECE - size, Deflater.NO_FLUSH);
        if (deflater.finished() && PIECE - size >= TRAILER) {
            int length = (int) deflater.getBytesRead();
            trailer((int) checksum.getValue());
            trailer(length);
            closed = true;
            pool.giveBack(deflater);
        }
        return take();
    }

    private void trailer(int number) {
        for (int shift = 0; shift < 32; shift += 8) {
            piece[size++] = (byte) (number >>> shift);
        }
    }

    /** Whether the last piece has been put out. */
    boolean isFinished() {
        return closed;
    }

    private byte[] take() {
        byte[] out = java.util.Arrays.copyOf(piece, size);
        size = 0;
        return out;
    }

    /** Gives the deflater back; does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.giveBack(deflater);
        }
    }
}
