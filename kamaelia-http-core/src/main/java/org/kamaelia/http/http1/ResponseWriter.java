package org.kamaelia.http.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.loop.IoBuffer;

/**
 * Writes the responses of one connection as bytes (RFC 9112 sections 4 to 7). Heads, chunk lines and small data are
 * collected in one buffer while that buffer waits to be written, so that all responses of a turn are written together.
 * Large data is passed on without a copy.
 */
final class ResponseWriter {
    /**
     * Data in direct memory up to this size, in bytes, is copied into the open buffer. Larger data is sent separately.
     */
    private static final int COPIED = 4 * 1024;

    /** The limit for data in heap memory, which must be copied in any case before it is written. */
    private static final int COPIED_FROM_HEAP = 16 * 1024;

    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");

    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

    private final Outbox<IoBuffer> outbox;
    private final EventLoop loop;
    private final ByteAccount account;
    private final byte @Nullable [] serverField;
    private final byte[] scratch = new byte[ResponseEncoder.LENGTH_LINE];
    private @Nullable IoBuffer tail;
    private boolean unsent; // the tail is new: it is sent when it is not empty
    private int uncounted;
    private long produced;

    ResponseWriter(Outbox<IoBuffer> outbox, EventLoop loop, @Nullable String serverField) {
        this(outbox, loop, loop.held(), serverField);
    }

    /** The account counts the buffers in which the writer gathers octets. */
    ResponseWriter(Outbox<IoBuffer> outbox, EventLoop loop, ByteAccount account, @Nullable String serverField) {
        this.outbox = outbox;
        this.loop = loop;
        this.account = account;
        this.serverField = serverField == null ? null : ascii("Server: " + serverField + "\r\n");
    }

    /** The number of octets that this writer has produced so far. */
    long produced() {
        return produced;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Writes an interim 100 response (RFC 9110 section 15.2.1). */
    void proceed() {
        put(CONTINUE, CONTINUE.length);
        count();
    }

    /** Writes an interim response. */
    void interim(Response response) {
        byte[] head = EncodedHead.of(response).octets();
        put(head, head.length);
        put(CRLF, CRLF.length);
        count();
    }

    /**
     * Writes a response head.
     *
     * @param length the value of Content-Length; negative for no such field
     * @param connection the Connection field
     */
    void head(Response response, Framing framing, long length, Persistence connection) {
        EncodedHead encoded = EncodedHead.of(response);
        byte[] head = encoded.octets();
        put(head, head.length);
        if (!encoded.hasDate()) {
            byte[] date = HttpDateLine.of(loop);
            put(date, date.length);
        }
        if (serverField != null && !encoded.hasServer()) {
            put(serverField, serverField.length);
        }
        if (framing == Framing.CHUNKED) {
            put(CHUNKED, CHUNKED.length);
        } else if (length >= 0) {
            putLength(encoded, length);
        }
        switch (connection) {
            case CLOSE -> put(CLOSE, CLOSE.length);
            case KEEP_ALIVE -> put(KEEP_ALIVE, KEEP_ALIVE.length);
            case AS_USUAL -> {}
        }
        put(CRLF, CRLF.length);
        count();
    }

    /** The Connection field of a response (RFC 9112 section 9.3); {@code AS_USUAL} means no field. */
    enum Persistence {
        CLOSE,
        KEEP_ALIVE,
        AS_USUAL
    }

    /** Writes the whole body of a complete response. The position and the limit of the buffer are not changed. */
    void body(ByteBuffer content) {
        if (isCopied(content)) {
            append(content);
        } else {
            send(IoBuffer.wrap(content.duplicate()));
        }
        count();
    }

    /**
     * Writes data of a body.
     *
     * @param framing chunked data gets a chunk line and a line end
     * @param bytes the number of bytes to send; fewer than the part has if the part exceeds the announced length
     */
    void data(ResponsePart.Data part, Framing framing, int bytes) {
        ByteBuffer data = part.bytes();
        data.limit(data.position() + bytes);
        if (bytes == 0) {
            part.release();
            return;
        }
        boolean copied = isCopied(data);
        if (framing == Framing.CHUNKED) {
            frame(scratch, ResponseEncoder.chunkLine(bytes, scratch), copied);
        }
        if (copied) {
            append(data);
            part.release();
        } else {
            Releasable memory = ACCESS.takeMemory(part);
            send(memory == null ? IoBuffer.wrap(data) : IoBuffer.holding(data, memory));
        }
        if (framing == Framing.CHUNKED) {
            frame(CRLF, CRLF.length, copied);
        }
        count();
    }

    private static boolean isCopied(ByteBuffer data) {
        return data.remaining() <= (data.isDirect() ? COPIED : COPIED_FROM_HEAP);
    }

    /**
     * Writes the framing of a chunk. For a chunk that is not copied, it does not open a buffer for a few bytes only.
     */
    private void frame(byte[] bytes, int length, boolean copied) {
        if (copied || hasSpace(length)) {
            put(bytes, length);
        } else {
            send(IoBuffer.wrap(ByteBuffer.wrap(Arrays.copyOf(bytes, length))));
        }
    }

    /**
     * Writes a region of a file.
     *
     * @param framing chunked data gets a chunk line and a line end
     * @param bytes the number of bytes to send; the rest of the region is discarded
     */
    void file(FileRegion region, Framing framing, long bytes) {
        region.limit(bytes);
        if (bytes == 0) {
            region.release();
            return;
        }
        if (framing == Framing.CHUNKED) {
            frame(scratch, ResponseEncoder.chunkLine(bytes, scratch), false);
        } else if (framing == Framing.CLOSE) {
            region.resetIfShort();
        }
        send(IoBuffer.file(region));
        if (framing == Framing.CHUNKED) {
            frame(CRLF, CRLF.length, false);
        }
        count();
    }

    /** Writes the end of a chunked body. */
    void lastChunk(Fields trailers) {
        byte[] end = ResponseEncoder.lastChunk(trailers);
        put(end, end.length);
        count();
    }

    private void putLength(EncodedHead encoded, long length) {
        byte[] ready = encoded.length(length);
        if (ready != null) {
            put(ready, ready.length);
        } else {
            put(scratch, ResponseEncoder.lengthLine(length, scratch));
        }
    }

    private void put(byte[] bytes, int length) {
        IoBuffer open = tail;
        if (uncounted > 0 && open != null && open.space() >= length) {
            open.append(bytes, 0, length); // the uncounted bytes were just appended to the newest buffer
            uncounted += length;
            produced += length;
        } else {
            putInPieces(bytes, length);
        }
    }

    private void putInPieces(byte[] bytes, int length) {
        int from = 0;
        while (from < length) {
            IoBuffer into = open();
            int some = Math.min(length - from, into.space());
            into.append(bytes, from, some);
            uncounted += some;
            produced += some;
            from += some;
        }
    }

    /** Copies all data into one or more buffers and fills each buffer. The position of the data is not changed. */
    private void append(ByteBuffer data) {
        ByteBuffer rest = data;
        while (rest.hasRemaining()) {
            IoBuffer into = open();
            if (rest.remaining() <= into.space()) {
                into.append(rest);
                uncounted += rest.remaining();
                produced += rest.remaining();
                return;
            }
            int some = into.space();
            into.append(rest.slice(rest.position(), some));
            uncounted += some;
            produced += some;
            rest = rest.slice(rest.position() + some, rest.remaining() - some);
        }
    }

    private boolean hasSpace(int bytes) {
        IoBuffer open = tail;
        return open != null && open.space() >= bytes && (unsent || outbox.isNewest(open));
    }

    /** Returns the last waiting buffer if it has space; else a new buffer. */
    private IoBuffer open() {
        IoBuffer open = tail;
        if (open == null || !hasSpace(1)) {
            count();
            open = loop.writeBuffers().acquire(account);
            open.bytes().limit(0);
            tail = open;
            unsent = true;
        }
        return open;
    }

    /** Sends a buffer without a copy. The following bytes are collected in a new buffer. */
    private void send(IoBuffer whole) {
        count();
        tail = null;
        produced += whole.isFile() ? whole.fileRemaining() : whole.remaining();
        outbox.send(whole);
    }

    /**
     * Sends the open buffer if it is new. Otherwise tells the box how many bytes were appended to its newest message.
     * Called once for all bytes that a method appends. If the connection has ended, it discards the buffer here and not
     * while the buffer is being filled.
     */
    private void count() {
        IoBuffer open = tail;
        if (uncounted > 0 && open != null) {
            if (unsent) {
                unsent = false;
                outbox.send(open);
            } else {
                outbox.grown(uncounted);
            }
            uncounted = 0;
        }
    }
}
