package org.kamaelia.net.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.loop.BufferPool;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.LoopLocal;

/**
 * What is to be sealed next: bytes in memory as they lie in the box, or a piece of a file that is read for it; and where it
 * is sealed to. Counts the plain bytes that have been sealed.
 */
final class TlsSource {
    /** Bytes of a file that are read at once: what fills two records, so that none is short. */
    private static final int PIECE = 2 * 16 * 1024;

    private static final int SEAL_BUFFER = 34 * 1024; // two full records; a client that reads nothing holds one
    private static final int KEPT_BUFFERS = 64;
    private static final LoopLocal<BufferPool> BUFFERS =
            LoopLocal.of(loop -> loop.newBuffers(SEAL_BUFFER, KEPT_BUFFERS));

    /** The most messages that lie in the box of a source, and so the most buffers of which one record is made. */
    static final int MOST_SOURCES = 64;

    /** What one record is sealed from; of no use after the call that fills it. */
    private static final LoopLocal<ByteBuffer[]> SOURCES = LoopLocal.of(loop -> new ByteBuffer[MOST_SOURCES]);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Inbox<IoBuffer> box;
    private final BufferPool buffers;
    private final ByteAccount account;
    private final ByteBuffer[] sources;
    private @Nullable IoBuffer piece;
    private long sealed;

    /**
     * A source.
     *
     * @param box at most {@value #MOST_SOURCES} messages
     * @param loop lends memory for records and for pieces of files
     * @param account counts that memory
     */
    TlsSource(Inbox<IoBuffer> box, EventLoop loop, ByteAccount account) {
        this.box = box;
        this.account = account;
        this.buffers = BUFFERS.get(loop);
        this.sources = SOURCES.get(loop);
    }

    /** An empty buffer for records. */
    IoBuffer newRecords() {
        return buffers.acquire(account);
    }

    /** Whether another record fits into a buffer of records, however long it is. */
    static boolean fits(SSLEngine engine, ByteBuffer into) {
        return into.remaining() >= engine.getSession().getPacketBufferSize();
    }

    /** The plain bytes that have been sealed so far. */
    long sealed() {
        return sealed;
    }

    /**
     * Seals one record.
     *
     * @param data whether it may be one with data; if not, or if there is none, the engine says what it has to say itself
     * @throws IOException if a file cannot be read, or is shorter than the region of it that lies in the box
     */
    SSLEngineResult seal(SSLEngine engine, ByteBuffer into, boolean data) throws IOException {
        SSLEngineResult result;
        int count = data ? gather() : 0;
        try {
            result = count == 0 ? engine.wrap(NOTHING, into) : engine.wrap(sources, 0, count, into);
        } finally {
            Arrays.fill(sources, 0, count, NOTHING);
        }
        sealed += result.bytesConsumed();
        take(result.bytesConsumed());
        return result;
    }

    /** Whether there is nothing to be sealed now. */
    boolean isEmpty() {
        return piece == null && box.isEmpty();
    }

    /** Whether there is nothing, and nothing will come. */
    boolean hasEnded() {
        return piece == null && box.ended();
    }

    /** Puts what may be sealed together into the array; answers how many buffers there are. */
    private int gather() throws IOException {
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
        IoBuffer into = buffers.acquire(account);
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
    private void take(int sealed) {
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
