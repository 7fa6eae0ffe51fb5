package org.kamaelia.http.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a WebSocket, for tests; see {@link KamaeliaTestClient#webSocket}. It answers pings and the Close frame
 * of the server while it receives. It waits at most 30 s. One thread uses it at a time.
 */
public final class KamaeliaTestWebSocket implements Closeable {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final int NO_CODE = 1005;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final TestExchange.Connection connection;
    private final DataInputStream in;
    private final Map<String, List<String>> fields;
    private int closeCode;

    private KamaeliaTestWebSocket(TestExchange.Connection connection, Map<String, List<String>> fields) {
        this.connection = connection;
        this.in = new DataInputStream(connection.in());
        this.fields = fields;
    }

    static KamaeliaTestWebSocket open(TestExchange.Connector connector, String target, List<String> added) {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        added.forEach(field -> head.append(field).append("\r\n"));
        try {
            TestExchange.Connection connection = connector.connect();
            connection.out().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            connection.out().flush();
            String first = TestExchange.line(connection.in());
            Map<String, List<String>> fields = TestExchange.fields(connection.in());
            if (!first.startsWith("HTTP/1.1 101 ")) {
                connection.end().close();
                throw new IllegalStateException("The server opens no WebSocket at " + target + ": " + first);
            }
            return new KamaeliaTestWebSocket(connection, fields);
        } catch (IOException failure) {
            throw new UncheckedIOException("WebSocket " + target + " failed: " + failure.getMessage(), failure);
        }
    }

    /**
     * A message that was received.
     *
     * @param text the text; null for a binary message
     * @param bytes the octets, for text in UTF-8
     */
    public record Received(@Nullable String text, byte[] bytes) {}

    /** A field of the answer to the handshake, such as the subprotocol that was agreed on; null if there is none. */
    public @Nullable String header(String name) {
        List<String> values = fields.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** Sends a text message. */
    public KamaeliaTestWebSocket send(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message. */
    public KamaeliaTestWebSocket send(byte[] octets) {
        return frame(BINARY, octets);
    }

    /** Closes with a code; the answer of the server is received by {@link #receiveClose}. */
    public KamaeliaTestWebSocket close(int code) {
        return frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    private KamaeliaTestWebSocket frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(FIN | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 0x1_0000) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i & 3]);
        }
        try {
            OutputStream out = connection.out();
            out.write(frame.toByteArray());
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return this;
    }

    /**
     * Waits for the next message.
     *
     * @throws IllegalStateException if the server has closed
     */
    public Received receive() {
        try {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            int kind = 0;
            while (true) {
                int first = in.readUnsignedByte();
                byte[] payload = payload();
                switch (first & 15) {
                    case CONTINUATION, TEXT, BINARY -> {
                        kind = (first & 15) == CONTINUATION ? kind : first & 15;
                        message.writeBytes(payload);
                        if ((first & FIN) != 0) {
                            byte[] all = message.toByteArray();
                            return new Received(kind == TEXT ? new String(all, StandardCharsets.UTF_8) : null, all);
                        }
                    }
                    case PING -> frame(PONG, payload);
                    case CLOSE -> closed(payload);
                    default -> {} // a pong
                }
            }
        } catch (EOFException end) {
            throw new IllegalStateException("The connection ended without a Close frame", end);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Receives the text of the next message, which must be text. */
    public String receiveText() {
        String text = receive().text();
        if (text == null) {
            throw new IllegalStateException("The message is binary");
        }
        return text;
    }

    /** Discards messages until the server closes; returns its code, 1005 for none. */
    public int receiveClose() {
        try {
            while (closeCode == 0) {
                receive();
            }
        } catch (IllegalStateException closed) {
            if (closeCode == 0) {
                throw closed;
            }
        }
        return closeCode;
    }

    private void closed(byte[] payload) {
        closeCode = payload.length < 2 ? NO_CODE : ByteBuffer.wrap(payload).getShort() & 0xffff;
        try {
            frame(CLOSE, payload);
        } catch (UncheckedIOException gone) {
            // the server answered our Close frame, and does not wait for another
        }
        throw new IllegalStateException("The server closed with " + closeCode);
    }

    private byte[] payload() throws IOException {
        int said = in.readUnsignedByte();
        long length = said == 126 ? in.readUnsignedShort() : said == 127 ? in.readLong() : said;
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return payload;
    }

    /** Leaves the connection without a Close frame. */
    @Override
    public void close() {
        try {
            connection.end().close();
        } catch (IOException gone) {
            // then there is nothing left to close
        }
    }
}
