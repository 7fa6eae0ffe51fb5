package org.kamaelia.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A client that sends the frames it is told to, well-formed or not, and is pedantic about those it gets. */
public final class WebSocketClient implements AutoCloseable {
    /** The key of RFC 6455 section 1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** What a server answers to that key. */
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FIN = 0x80;
    public static final int RSV1 = 0x40;

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final RawClient raw;
    private RawResponse response;

    private WebSocketClient(RawClient raw) {
        this.raw = raw;
    }

    /** A frame that was received. */
    public record Frame(int first, byte[] payload) {
        /** Its opcode. */
        public int opcode() {
            return first & 0x0f;
        }

        /** Its payload as text. */
        public String text() {
            return new String(payload, UTF_8);
        }

        /** The code of a Close frame; 1005 for none. */
        public int code() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        /** First octet and text, such as {@code 81 hello}. */
        @Override
        public String toString() {
            boolean isClose = opcode() == CLOSE;
            return Integer.toHexString(first) + " " + (isClose ? "" + code() : text());
        }
    }

    /** Opens a WebSocket. */
    public static WebSocketClient open(RawClient raw, String path, String... fields) {
        WebSocketClient client = new WebSocketClient(raw);
        raw.send(handshake(path, fields));
        client.awaitHandshake();
        return client;
    }

    /** The octets of a handshake. */
    public static String handshake(String path, String... fields) {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: h",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY));
        lines.addAll(Arrays.asList(fields));
        return head(lines.toArray(String[]::new));
    }

    /** Expects the answer to a handshake that was sent. */
    public static WebSocketClient on(RawClient raw) {
        WebSocketClient client = new WebSocketClient(raw);
        client.awaitHandshake();
        return client;
    }

    private void awaitHandshake() {
        response = raw.responseHead();
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.field("Sec-WebSocket-Accept")).isEqualTo(ACCEPT);
    }

    /** The answer to the handshake. */
    public RawResponse handshakeResponse() {
        return response;
    }

    /** The client for octets. */
    public RawClient raw() {
        return raw;
    }

    /** A masked frame, its length in the shortest form. */
    public static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int length = payload.length;
        if (length < 126) {
            out.write(0x80 | length);
        } else if (length < 65_536) {
            out.write(0x80 | 126);
            out.write(length >> 8);
            out.write(length);
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < length; i++) {
            out.write(payload[i] ^ MASK[i & 3]);
        }
        return out.toByteArray();
    }

    /** A masked frame with text. */
    public static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    /** A Close frame. */
    public static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return frame(
                FIN | CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** Several frames, one after the other. */
    public static byte[] join(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] one : frames) {
            out.writeBytes(one);
        }
        return out.toByteArray();
    }

    /** Sends frames in one write. */
    public WebSocketClient send(byte[]... frames) {
        raw.send(join(frames));
        return this;
    }

    /** Sends frames, each octet in a write of its own. */
    public WebSocketClient sendByteByByte(byte[]... frames) {
        for (byte octet : join(frames)) {
            raw.send(new byte[] {octet});
        }
        return this;
    }

    /** Sends a text message. */
    public WebSocketClient text(String text) {
        return send(frame(FIN | TEXT, text));
    }

    /** Receives a frame, whose length must be in the shortest form, and which must not be masked. */
    public Frame receive() {
        byte[] head = raw.read(2);
        assertThat(head[1] & 0x80).as("masked").isZero();
        int length = head[1];
        if (length == 126) {
            length = ByteBuffer.wrap(raw.read(2)).getShort() & 0xffff;
            assertThat(length).isGreaterThan(125);
        } else if (length == 127) {
            length = Math.toIntExact(ByteBuffer.wrap(raw.read(8)).getLong());
            assertThat(length).isGreaterThan(65_535);
        }
        return new Frame(head[0] & 0xff, raw.read(length));
    }

    /** Receives a Close frame and the end of the connection; returns the code. */
    public int receiveClose() {
        Frame frame = receive();
        assertThat(frame.first()).as("a Close frame, not " + frame).isEqualTo(FIN | CLOSE);
        raw.assertEnd();
        return frame.code();
    }

    @Override
    public void close() {
        raw.close();
    }
}
