package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.protocol.Fields;
import org.kamaelia.http.protocol.Framing;
import org.kamaelia.http.protocol.HttpDate;
import org.kamaelia.http.protocol.ResponseEncoder;
import org.kamaelia.net.EventLoop;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.IoBuffer;

/**
 * The framing shell of one connection: puts responses into bytes (RFC 9112 sections 4 to 7). Heads, chunk lines and
 * small data are gathered in one buffer for as long as it waits to be written, so that all answers of a turn leave
 * together; large data is passed on as it is.
 */
final class ResponseWriter {
    /** Data up to this size is copied behind what is gathered; larger data is worth an entry of its own. */
    private static final int COPIED = 4 * 1024;

    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] DATE = ascii("Date: ");
    private static final byte[] SERVER = ascii("Server: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

    private final Outbox<IoBuffer> outbox;
    private final EventLoop loop;
    private final byte @Nullable [] serverField;
    private @Nullable IoBuffer tail;
    private int uncounted;

    ResponseWriter(Outbox<IoBuffer> outbox, EventLoop loop, @Nullable String serverField) {
        this.outbox = outbox;
        this.loop = loop;
        this.serverField = serverField == null ? null : ascii(serverField);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** An interim 100 response (RFC 9110 section 15.2.1). */
    void proceed() {
        put(CONTINUE, CONTINUE.length);
        count();
    }

    /** An interim response. */
    void interim(Response response) {
        byte[] head = response.encodedHead();
        put(head, head.length);
        put(CRLF, CRLF.length);
        count();
    }

    /**
     * A response head.
     *
     * @param length what Content-Length says; negative for none
     * @param connection CLOSE, KEEP_ALIVE or neither
     */
    void head(Response response, Framing framing, long length, Persistence connection) {
        byte[] head = response.encodedHead();
        put(head, head.length);
        if (!response.hasDate()) {
            put(DATE, DATE.length);
            byte[] date = loop.date(HttpDate::format);
            put(date, date.length);
            put(CRLF, CRLF.length);
        }
        if (serverField != null && !response.fields().contains("Server")) {
            put(SERVER, SERVER.length);
            put(serverField, serverField.length);
            put(CRLF, CRLF.length);
        }
        if (framing == Framing.CHUNKED) {
            put(CHUNKED, CHUNKED.length);
        } else if (length >= 0) {
            put(LENGTH, LENGTH.length);
            putDecimal(length);
            put(CRLF, CRLF.length);
        }
        switch (connection) {
            case CLOSE -> put(CLOSE, CLOSE.length);
            case KEEP_ALIVE -> put(KEEP_ALIVE, KEEP_ALIVE.length);
            case AS_USUAL -> {}
        }
        put(CRLF, CRLF.length);
        count();
    }

    /** What the Connection field says (RFC 9112 section 9.3). */
    enum Persistence {
        CLOSE,
        KEEP_ALIVE,
        AS_USUAL
    }

    /** The whole body of a complete response, of which the buffer itself is left as it is. */
    void body(ByteBuffer content) {
        if (content.remaining() <= COPIED) {
            append(content);
        } else {
            send(IoBuffer.wrap(content.duplicate()));
        }
        count();
    }

    /**
     * Some data.
     *
     * @param framing chunked data gets its chunk line and end
     * @param bytes no more of the part than these is sent, which matters when it has more than was promised
     */
    void data(ResponsePart.Data part, Framing framing, int bytes) {
        ByteBuffer data = part.bytes();
        data.limit(data.position() + bytes);
        if (bytes == 0) {
            part.release();
            return;
        }
        if (framing == Framing.CHUNKED) {
            putChunkLine(bytes);
        }
        if (bytes <= COPIED) {
            append(data);
            part.release();
        } else {
            Releasable memory = part.takeMemory();
            send(memory == null ? IoBuffer.wrap(data) : IoBuffer.holding(data, memory));
        }
        if (framing == Framing.CHUNKED) {
            put(CRLF, CRLF.length);
        }
        count();
    }

    /**
     * A region of a file.
     *
     * @param framing chunked data gets its chunk line and end
     * @param bytes no more of the region than these is sent
     */
    void file(FileRegion region, Framing framing, long bytes) {
        region.limit(bytes);
        if (bytes == 0) {
            region.release();
            return;
        }
        if (framing == Framing.CHUNKED) {
            putChunkLine(bytes);
        } else if (framing == Framing.CLOSE) {
            region.resetIfShort();
        }
        send(IoBuffer.file(region));
        if (framing == Framing.CHUNKED) {
            put(CRLF, CRLF.length);
        }
        count();
    }

    /** The end of a chunked body. */
    void lastChunk(Fields trailers) {
        byte[] end = ResponseEncoder.lastChunk(trailers);
        put(end, end.length);
        count();
    }

    private void putChunkLine(long size) {
        byte[] line = new byte[ResponseEncoder.CHUNK_LINE];
        put(line, ResponseEncoder.chunkLine(size, line));
    }

    private void putDecimal(long number) {
        if (number < 10) {
            reserve(1).append((byte) ('0' + number));
            uncounted++;
            return;
        }
        byte[] digits = new byte[20];
        int at = digits.length;
        for (long left = number; left > 0; left /= 10) {
            digits[--at] = (byte) ('0' + left % 10);
        }
        put(digits, at, digits.length - at);
    }

    private void put(byte[] bytes, int length) {
        put(bytes, 0, length);
    }

    private void put(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            IoBuffer into = reserve(1);
            int some = Math.min(left, into.space());
            into.append(bytes, from, some);
            uncounted += some;
            from += some;
            left -= some;
        }
    }

    private void append(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return;
        }
        IoBuffer into = reserve(data.remaining());
        into.append(data);
        uncounted += data.remaining();
    }

    /** The open buffer at the end of what waits to be written, with this much space at least. */
    private IoBuffer reserve(int space) {
        IoBuffer open = tail;
        if (open == null || open.space() < space || !outbox.isNewest(open)) {
            count();
            open = loop.writeBuffers().acquire();
            open.bytes().limit(0);
            tail = open;
            outbox.send(open);
        }
        return open;
    }

    /** Passes on a buffer as it is; what follows is gathered in a new one. */
    private void send(IoBuffer whole) {
        count();
        tail = null;
        outbox.send(whole);
    }

    /** Tells the box how much longer its newest message has become; once for all that a method appends. */
    private void count() {
        if (uncounted > 0) {
            outbox.grown(uncounted);
            uncounted = 0;
        }
    }
}
