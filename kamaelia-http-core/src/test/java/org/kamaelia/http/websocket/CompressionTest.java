package org.kamaelia.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.WebSocketClient.CONTINUATION;
import static org.kamaelia.testing.WebSocketClient.FIN;
import static org.kamaelia.testing.WebSocketClient.RSV1;
import static org.kamaelia.testing.WebSocketClient.TEXT;
import static org.kamaelia.testing.WebSocketClient.close;
import static org.kamaelia.testing.WebSocketClient.frame;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.websocket.frame.Compression;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.WebSocketClient;
import org.kamaelia.testing.WebSocketClient.Frame;

@DisplayName("Compression of messages, RFC 7692")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionTest {
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final String LONG = "All messages are alike, all messages are compressed. ".repeat(20);

    private final WebSocket echo = WebSocket.perMessage(message -> message);
    private TestServer server;

    private static WebSocketSettings with(Compression compression) {
        return WebSocketSettings.defaults().compression(compression);
    }

    @BeforeAll
    void start() {
        Compression keeping = Compression.defaults().contextTakeover(true).threshold(0);
        server = TestServer.serve(ResourceGlue.of()
                .at("/ws", echo)
                .at("/keeping", echo.settings(with(keeping)))
                .at("/none", echo.settings(with(Compression.none()))));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private WebSocketClient open(String path, String offer) {
        return WebSocketClient.open(server.client(), path, "Sec-WebSocket-Extensions: " + offer);
    }

    private static String agreed(WebSocketClient client) {
        String field = client.handshakeResponse().field("Sec-WebSocket-Extensions");
        return field == null ? "" : field;
    }

    /** Compresses as a client does. */
    private static byte[] deflate(Deflater deflater, String text) {
        deflater.setInput(text.getBytes(UTF_8));
        byte[] room = new byte[text.length() * 4 + 64];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        assertThat(Arrays.copyOfRange(room, length - 4, length)).isEqualTo(TAIL);
        return Arrays.copyOf(room, length - 4);
    }

    private static String inflate(Inflater inflater, byte[] payload) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] room = new byte[4096];
            for (byte[] input : new byte[][] {payload, TAIL}) {
                inflater.setInput(input);
                for (int some; (some = inflater.inflate(room)) > 0; ) {
                    out.write(room, 0, some);
                }
            }
            return out.toString(UTF_8);
        } catch (DataFormatException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static byte[] compressed(String text) {
        return frame(FIN | TEXT | RSV1, deflate(new Deflater(9, true), text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permessage-deflate                                    | permessage-deflate
            permessage-deflate; client_max_window_bits            | permessage-deflate
            permessage-deflate; client_max_window_bits=8          | permessage-deflate
            permessage-deflate; client_max_window_bits="10"       | permessage-deflate
            permessage-deflate; server_no_context_takeover        | permessage-deflate; server_no_context_takeover
            permessage-deflate; client_no_context_takeover        | permessage-deflate; client_no_context_takeover
            permessage-deflate; server_max_window_bits=15         | permessage-deflate; server_max_window_bits=15
            permessage-deflate; server_max_window_bits=8          | permessage-deflate; server_max_window_bits=8
            x-other, permessage-deflate                           | permessage-deflate
            permessage-deflate; server_max_window_bits=7, permessage-deflate | permessage-deflate
            """)
    @DisplayName("an offer that can be met is accepted with its parameters, 7.1")
    void offerIsAccepted(String offer, String answer) {
        assertThat(agreed(open("/keeping", offer))).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=08",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; unknown",
                "x-webkit-deflate-frame"
            })
    @DisplayName("an offer with an unknown or wrong parameter is declined: the connection is opened without it, 7.1")
    void offerIsDeclined(String offer) {
        WebSocketClient client = open("/ws", offer);
        assertThat(agreed(client)).isEmpty();
        assertThat(client.text("a").receive()).hasToString("81 a");
    }

    @Test
    @DisplayName("by default no context is kept between messages, in either direction")
    void keepsNoContextByDefault() {
        assertThat(agreed(open("/ws", "permessage-deflate")))
                .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        assertThat(agreed(open("/none", "permessage-deflate"))).isEmpty();
    }

    @Test
    @DisplayName("messages are decompressed, whole and in fragments, and compressed on the way back, 7.2")
    void messagesAreCompressedBothWays() {
        WebSocketClient client = open("/ws", "permessage-deflate");
        byte[] payload = deflate(new Deflater(9, true), LONG);
        client.send(compressed(LONG));
        client.send(
                frame(TEXT | RSV1, Arrays.copyOf(payload, 3)),
                frame(CONTINUATION, new byte[0]),
                frame(FIN | CONTINUATION, Arrays.copyOfRange(payload, 3, payload.length)));
        for (int i = 0; i < 2; i++) {
            Frame frame = client.receive();
            assertThat(frame.first()).isEqualTo(FIN | TEXT | RSV1);
            assertThat(frame.payload()).hasSizeLessThan(LONG.length() / 5);
            assertThat(inflate(new Inflater(true), frame.payload())).isEqualTo(LONG);
        }
        assertThat(client.text("short").receive()).hasToString("81 short");
        client.send(close(1000, ""));
        assertThat(client.receiveClose()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "f248cdc9c90700,Hello", // 7.2.3.1
        "000500faff48656c6c6f00,Hello", // 7.2.3.3
        "f348cdc9c9070000,Hello", // 7.2.3.4
        "f24805000000ffffcac9c90700,Hello", // 7.2.3.5
        "00,''" // 7.2.3.6
    })
    @DisplayName("the examples of section 7.2.3 are understood")
    void examplesAreUnderstood(String octets, String text) {
        WebSocketClient client = open("/ws", "permessage-deflate");
        client.send(frame(FIN | TEXT | RSV1, HexFormat.of().parseHex(octets)));
        assertThat(client.receive().text()).isEqualTo(text);
    }

    @Test
    @DisplayName("with context takeover both sides refer to earlier messages, 7.1.1")
    void contextIsKept() {
        WebSocketClient client = open("/keeping", "permessage-deflate");
        Deflater deflater = new Deflater(9, true);
        Inflater inflater = new Inflater(true);
        int first = 0;
        String text = "abcdefgh-" + new Random(1).nextLong();
        for (int i = 0; i < 5; i++) {
            client.send(frame(FIN | TEXT | RSV1, deflate(deflater, text)));
            Frame frame = client.receive();
            assertThat(inflate(inflater, frame.payload())).isEqualTo(text);
            first = i == 0 ? frame.payload().length : first;
            assertThat(frame.payload().length).isLessThanOrEqualTo(i == 0 ? first : first / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    @DisplayName("nothing refers further back than the window that the client asked for, 7.1.2.1")
    void windowOfTheClientIsRespected(int bits) {
        WebSocketClient client = open("/ws", "permessage-deflate; server_max_window_bits=" + bits);
        byte[] random = new byte[8_000];
        new Random(bits).nextBytes(random);
        String half = HexFormat.of().formatHex(random);
        String text = half + half; // refers 16,000 octets back, if it may
        client.send(frame(FIN | TEXT, text));
        Frame frame = client.receive();
        assertThat(frame.first()).isEqualTo(FIN | TEXT | RSV1);
        NarrowInflater narrow = new NarrowInflater(frame.payload());
        assertThat(narrow.inflate()).isEqualTo(text);
        assertThat(narrow.furthest()).isLessThanOrEqualTo(1 << bits);
    }

    @Test
    @DisplayName("data that cannot be decompressed fails the connection with 1007")
    void brokenDataFails() {
        WebSocketClient client = open("/ws", "permessage-deflate");
        client.send(frame(FIN | TEXT | RSV1, HexFormat.of().parseHex("ffffffff")));
        assertThat(client.receiveClose()).isEqualTo(1007);
    }

    @Test
    @DisplayName("the limit of a message counts what was decompressed: a bomb ends with 1009, and memory stays small")
    void bombEndsWith1009() {
        WebSocketClient client = open("/ws", "permessage-deflate");
        byte[] bomb = deflate(new Deflater(9, true), "0".repeat(64 * 1024 * 1024));
        assertThat(bomb).hasSizeLessThan(100_000);
        client.send(frame(FIN | TEXT | RSV1, bomb));
        assertThat(client.receiveClose()).isEqualTo(1009);
    }

    @Test
    @DisplayName("text that is not UTF-8 is found while it is decompressed")
    void textIsCheckedWhileItIsDecompressed() {
        WebSocketClient client = open("/ws", "permessage-deflate");
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[] {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80});
        byte[] room = new byte[64];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        client.send(frame(TEXT | RSV1, Arrays.copyOf(room, length)));
        assertThat(client.receiveClose()).isEqualTo(1007);
    }

    @ParameterizedTest
    @ValueSource(ints = {CONTINUATION, 9, 10})
    @DisplayName("only the first frame of a message may have the bit of the extension, 6.1")
    void bitInOtherFramesFails(int opcode) {
        WebSocketClient client = open("/ws", "permessage-deflate");
        client.send(frame(TEXT, "a"), frame(FIN | RSV1 | opcode, ""));
        assertThat(client.receiveClose()).isEqualTo(1002);
    }
}
