package org.kamaelia.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.ShutdownException;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.FileRegion;

/**
 * The response of a {@link BlockingHandler}. Call {@link #begin} with the head, and then write the body. Written bytes
 * are collected into parts of at most {@value #PART} bytes; {@link #flush()} sends the collected bytes. All sending
 * methods wait for room, and throw {@link IOException} once the request has ended or if the thread is interrupted. Not
 * thread-safe.
 */
public final class ResponseStream extends OutputStream {
    /** The largest collected part, in bytes. */
    static final int PART = 8 * 1024;

    private final CrossingOutbox<ResponsePart> outbox;
    private final BooleanSupplier stopping;
    private byte[] part = new byte[0];
    private int size;
    private boolean begun;
    private boolean finished;

    ResponseStream(CrossingOutbox<ResponsePart> outbox, BooleanSupplier stopping) {
        this.outbox = outbox;
        this.stopping = stopping;
    }

    /** Sends the status and the fields. Interim responses may be sent before the final response. */
    public void begin(Response response) throws IOException {
        if (begun && !response.isInterim()) {
            throw new IllegalStateException("The response has begun already");
        }
        begun = !response.isInterim();
        finished = response.isComplete() && begun;
        send(response, finished);
    }

    /** Sends a complete response. Throws {@link IllegalArgumentException} if the response is not complete. */
    public void respond(Response response) throws IOException {
        if (!response.isComplete()) {
            throw new IllegalArgumentException(
                    "respond() takes a complete response; call begin() for a response with data to follow");
        }
        begin(response);
    }

    /** Whether the server has begun to stop. A response without a foreseeable end should finish then. */
    public boolean isStopping() {
        return stopping.getAsBoolean();
    }

    /** Whether {@link #begin} or {@link #respond} has been called. */
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public void write(int b) throws IOException {
        room();
        part[size++] = (byte) b;
        if (size == PART) {
            flush();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = offset;
        int left = length;
        while (left > 0) {
            room();
            int some = Math.min(left, PART - size);
            System.arraycopy(bytes, from, part, size, some);
            size += some;
            from += some;
            left -= some;
            if (size == PART) {
                flush();
            }
        }
    }

    private void room() {
        if (!begun || finished) {
            throw wrongTime();
        }
        if (part.length == 0) {
            part = new byte[PART];
        }
    }

    /** Sends the collected bytes. Waits while the client is slow. */
    @Override
    public void flush() throws IOException {
        if (size > 0) {
            ByteBuffer full = ByteBuffer.wrap(part, 0, size);
            part = new byte[0];
            size = 0;
            send(ResponsePart.of(full), false);
        }
    }

    /**
     * Sends the collected bytes and then a region of a file; see {@link ResponsePart#of(FileRegion)}. The region
     * belongs to the server from now on, even if this method throws.
     */
    public void send(FileRegion region) throws IOException {
        boolean sent = false;
        try {
            if (!begun || finished) {
                throw wrongTime();
            }
            flush();
            send(ResponsePart.of(region), false);
            sent = true;
        } finally {
            if (!sent) {
                region.release();
            }
        }
    }

    private IllegalStateException wrongTime() {
        return new IllegalStateException(
                finished ? "The response is complete" : "Begin the response with begin(Response) before writing");
    }

    /** Ends the response with trailer fields, which are sent only with chunked framing. */
    public void finish(Fields trailers) throws IOException {
        flush();
        finished = true;
        send(new ResponsePart.Trailers(trailers), true);
    }

    /** Sends the collected bytes and ends the response. Returning from the handler has the same effect. */
    @Override
    public void close() throws IOException {
        flush();
        finished = true;
    }

    /** Called when the handler has returned: sends the collected bytes as the last part, if there are any. */
    void end() throws IOException {
        if (size > 0) {
            send(ResponsePart.of(ByteBuffer.wrap(part, 0, size)), true);
        }
    }

    private void send(ResponsePart message, boolean last) throws IOException {
        try {
            if (last) {
                outbox.sendLast(message);
            } else {
                outbox.send(message);
            }
        } catch (ShutdownException e) {
            throw new IOException("The response cannot be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted while waiting for the client").initCause(e);
        }
    }
}
