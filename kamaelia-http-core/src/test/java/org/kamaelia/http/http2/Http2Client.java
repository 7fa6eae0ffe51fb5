package org.kamaelia.http.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kamaelia.http.syntax.FieldLine;

/** A client that writes and reads single frames, so that it can break every rule. Waits 20 s at the most. */
public final class Http2Client implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int PRIORITY_UPDATE = 16;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final FieldSection section = new FieldSection();
    private final HpackDecoder decoder = new HpackDecoder(section);

    /** A frame of the server. */
    record Received(int type, int flags, int stream, byte[] payload) {
        boolean endsStream() {
            return (flags & END_STREAM) != 0;
        }

        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        String text() {
            return new String(payload, ISO_8859_1);
        }

        /** The error code of RST_STREAM or GOAWAY. */
        ErrorCode code() {
            return ErrorCode.of(number(type == GOAWAY ? 4 : 0));
        }

        @Override
        public String toString() {
            return "type " + type + ", flags " + flags + ", stream " + stream + ", " + payload.length + " octets";
        }
    }

    /** A whole response. */
    record Answer(Map<String, String> fields, String body, Map<String, String> trailers) {
        String status() {
            return fields.get(":status");
        }
    }

    private Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
    }

    /** Connects and sends nothing. */
    static Http2Client raw(int port) {
        try {
            return new Http2Client(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Uses a connection that is open, over which nothing has been sent. */
    static Http2Client on(Socket socket) {
        try {
            return new Http2Client(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects, and sends the preface, these settings and the acknowledgement of the settings of the server. */
    static Http2Client connect(int port, int... settings) {
        return raw(port).preface(settings);
    }

    /** Sends the preface, these settings and the acknowledgement of the settings of the server. */
    Http2Client preface(int... settings) {
        return octets(PREFACE).settings(settings).frame(SETTINGS, ACK, 0);
    }

    Http2Client octets(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] frameOf(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    Http2Client frame(int type, int flags, int stream, byte... payload) {
        return octets(frameOf(type, flags, stream, payload));
    }

    Http2Client settings(int... idsAndValues) {
        ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length * 3);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    Http2Client windowUpdate(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, int32(increment));
    }

    Http2Client reset(int stream, ErrorCode code) {
        return frame(RST_STREAM, 0, stream, int32(code.code()));
    }

    /** A field block of literals that are not indexed. */
    static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            string(block, namesAndValues[i]);
            string(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length >>>= 7) {
                block.write(length | 128);
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }

    static byte[] request(String method, String path, String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(block(":method", method, ":scheme", "http", ":path", path, ":authority", "test"));
        block.writeBytes(block(fields));
        return block.toByteArray();
    }

    Http2Client headers(int stream, boolean end, byte... block) {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block);
    }

    Http2Client get(int stream, String path, String... fields) {
        return headers(stream, true, request("GET", path, fields));
    }

    Http2Client post(int stream, String path, String... fields) {
        return headers(stream, false, request("POST", path, fields));
    }

    Http2Client data(int stream, boolean end, String text) {
        return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
    }

    /** The next frame of any kind. */
    Received any() {
        try {
            ByteBuffer header = ByteBuffer.wrap(exactly(9));
            int length = header.getInt() >>> 8;
            return new Received(header.get(3), header.get(4), header.getInt(5), exactly(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new EOFException("The server has closed the connection");
        }
        return octets;
    }

    /** The next frame that is neither SETTINGS nor WINDOW_UPDATE. */
    Received next() {
        while (true) {
            Received frame = any();
            if (frame.type() != SETTINGS && frame.type() != WINDOW_UPDATE) {
                return frame;
            }
        }
    }

    /** The next frame of a type; others are skipped. */
    Received next(int type) {
        while (true) {
            Received frame = any();
            if (frame.type() == HEADERS && type != HEADERS) {
                fields(frame);
            }
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    Map<String, String> fields(Received headers) {
        section.begin(1 << 20, 1_000, 4096);
        decoder.begin();
        ByteBuffer block = ByteBuffer.wrap(headers.payload());
        Http2Fault fault = decoder.decode(block, 0, headers.payload().length);
        if (fault != null || decoder.end() != null) {
            throw new AssertionError("The server sends a malformed field block: " + fault);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < section.count(); i++) {
            long line = section.line(i);
            fields.merge(
                    text(FieldLine.name(line), section.nameEnd(i)),
                    text(FieldLine.value(line), FieldLine.end(line)),
                    (one, other) -> one + ", " + other);
        }
        return fields;
    }

    private String text(int from, int to) {
        return new String(section.octets, from, to - from, ISO_8859_1);
    }

    /** Reads the whole response on a stream; frames of other streams must not come. */
    Answer answer(int stream) {
        Map<String, String> head = null;
        StringBuilder body = new StringBuilder();
        while (true) {
            Received frame = next();
            if (frame.stream() != stream || frame.type() != HEADERS && frame.type() != DATA) {
                throw new AssertionError("Expected a response on stream " + stream + ", not " + frame
                        + (frame.type() == GOAWAY ? " " + frame.code() + frame.text() : ""));
            }
            Map<String, String> trailers = Map.of();
            if (frame.type() == DATA) {
                body.append(frame.text());
            } else if (head == null || head.get(":status").startsWith("1")) {
                head = fields(frame);
            } else {
                trailers = fields(frame);
            }
            if (frame.endsStream()) {
                return new Answer(head, body.toString(), trailers);
            }
        }
    }

    /** Reads until the server closes the connection. Returns the last GOAWAY; null if there was none. */
    Received end() {
        Received last = null;
        try {
            while (true) {
                Received frame = any();
                last = frame.type() == GOAWAY ? frame : last;
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                return last;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
