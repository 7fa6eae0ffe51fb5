package org.kamaelia.http.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
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
 * The framing shell of one connection: puts responses into bytes (RFC 9112 sections 4 to 7). Heads, chunk lines and
 * small data are gathered in one buffer for as long as it waits to be written, so that all answers of a turn leave
 * together; large data is passed on as it is.
 */
final class ResponseWriter {
    /** Data up to this size is copied behind what is gathered; larger data is worth an entry of its own. */
    private static final int COPIED = 4 * 1024;

    /** The same for data in heap memory, which has to be copied in any case before it can be written. */
    private static final int COPIED_FROM_HEAP = 16 * 1024;

    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");

    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

    private final Outbox<IoBuffer> outbox;
    private final EventLoop loop;
    private final byte @Nullable [] serverField;
    private final byte[] scratch = new byte[ResponseEncoder.LENGTH_LINE];
    private @Nullable IoBuffer tail;
    private boolean unsent; // the tail is new: it is sent once it holds something
    private int uncounted;
    private long produced;

    ResponseWriter(Outbox<IoBuffer> outbox, EventLoop loop, @Nullable String serverField) {
        this.outbox = outbox;
        this.loop = loop;
        this.serverField = serverField == null ? null : ascii("Server: " + serverField + "\r\n");
    }

    /** The octets that this writer has produced so far. */
    long produced() {
        return produced;
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
        byte[] head = EncodedHead.of(response).octets();
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

    /** What the Connection field says (RFC 9112 section 9.3). */
    enum Persistence {
        CLOSE,
        KEEP_ALIVE,
        AS_USUAL
    }

    /** The whole body of a complete response, of which the buffer itself is left as it is. */
    void body(ByteBuffer content) {
        if (isCopied(content)) {
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

    /** What goes around a chunk; around one that is not copied it opens no buffer of which it would use a few bytes. */
    private void frame(byte[] bytes, int length, boolean copied) {
        if (copied || hasSpace(length)) {
            put(bytes, length);
        } else {
            send(IoBuffer.wrap(ByteBuffer.wrap(Arrays.copyOf(bytes, length))));
        }
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

    /** The end of a chunked body. */
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
            open.append(bytes, 0, length); // what is uncounted was appended to the newest buffer just now
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

    /** Copies all of the data, which is left as it is; over as many buffers as it needs, so that none stays half empty. */
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

    /** The open buffer at the end of what waits to be written; a new one if it is full, or not the end any more. */
    private IoBuffer open() {
        IoBuffer open = tail;
        if (open == null || !hasSpace(1)) {
            count();
            open = loop.writeBuffers().acquire();
            open.bytes().limit(0);
            tail = open;
            unsent = true;
        }
        return open;
    }

    /** Passes on a buffer as it is; what follows is gathered in a new one. */
    private void send(IoBuffer whole) {
        count();
        tail = null;
        produced += whole.isFile() ? whole.fileRemaining() : whole.remaining();
        outbox.send(whole);
    }

    /**
     * Sends the open buffer if it is new, or else tells the box how much longer its newest message has become; once for
     * all that a method appends. A connection that has ended discards the buffer, and takes its memory, at this point and
     * not while it is being filled.
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
