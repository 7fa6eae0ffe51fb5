package org.kamaelia.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ShutdownException;
import org.kamaelia.axon.ThreadInbox;

/** The body of a request as a stream for a {@link BlockingHandler}. */
final class RequestStream extends InputStream {
    private final ThreadInbox<ByteBuffer> chunks;
    private @Nullable ByteBuffer chunk;
    private boolean ended;

    RequestStream(ThreadInbox<ByteBuffer> chunks) {
        this.chunks = chunks;
    }

    @Override
    public int read() throws IOException {
        ByteBuffer from = current();
        return from == null ? -1 : from.get() & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        java.util.Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer from = current();
        if (from == null) {
            return -1;
        }
        int some = Math.min(length, from.remaining());
        from.get(into, offset, some);
        return some;
    }

    /** The number of bytes that can be read without waiting. */
    @Override
    public int available() {
        ByteBuffer from = chunk;
        return from == null ? 0 : from.remaining();
    }

    private @Nullable ByteBuffer current() throws IOException {
        while (!ended && (chunk == null || !chunk.hasRemaining())) {
            try {
                chunk = chunks.receive();
                ended = chunk == null;
            } catch (ShutdownException e) {
                throw new IOException("The request body broke off: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("Interrupted while waiting for the client").initCause(e);
            }
        }
        return ended ? null : chunk;
    }
}
