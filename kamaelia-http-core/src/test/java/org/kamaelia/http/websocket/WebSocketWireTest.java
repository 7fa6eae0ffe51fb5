package org.kamaelia.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.WebSocketClient.BINARY;
import static org.kamaelia.testing.WebSocketClient.CLOSE;
import static org.kamaelia.testing.WebSocketClient.CONTINUATION;
import static org.kamaelia.testing.WebSocketClient.FIN;
import static org.kamaelia.testing.WebSocketClient.PING;
import static org.kamaelia.testing.WebSocketClient.PONG;
import static org.kamaelia.testing.WebSocketClient.RSV1;
import static org.kamaelia.testing.WebSocketClient.TEXT;
import static org.kamaelia.testing.WebSocketClient.close;
import static org.kamaelia.testing.WebSocketClient.frame;
import static org.kamaelia.testing.WebSocketClient.handshake;
import static org.kamaelia.testing.WebSocketClient.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;
import org.kamaelia.testing.WebSocketClient;

/** Each conversation is held in several ways, and the server answers alike. */
@DisplayName("A WebSocket that sends messages back, RFC 6455")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketWireTest {
    private TestServer plain;
    private TestServer tls;

    /**
     * What is sent, and what comes back: for each frame its first octet in hexadecimal and its text, or the code of a Close
     * frame.
     */
    private record Case(String requirement, byte[] sent, List<String> received) {
        @Override
        public String toString() {
            return requirement;
        }
    }

    private static Case of(String requirement, byte[] sent, String... received) {
        return new Case(requirement, sent, List.of(received));
    }

    @BeforeAll
    void start() {
        ResourceGlue routes = ResourceGlue.of().at("/ws", WebSocket.perMessage(message -> message));
        plain = TestServer.serve(routes);
        tls = TestServer.with(routes).tls(TlsSetup.of(TlsKeys.SERVER.context())).start();
    }

    @AfterAll
    void stop() {
        plain.close();
        tls.close();
    }

    private static void expect(WebSocketClient client, Case one) {
        List<String> received = new ArrayList<>();
        for (int i = 0; i < one.received().size(); i++) {
            received.add(client.receive().toString());
        }
        assertThat(received).isEqualTo(one.received());
        client.raw().assertEnd();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("in one segment behind the handshake:")
    void behindTheHandshake(Case one) {
        RawClient raw = plain.client().send(join(handshake("/ws").getBytes(ISO_8859_1), one.sent()));
        expect(WebSocketClient.on(raw), one);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("octet by octet:")
    void byteByByte(Case one) {
        WebSocketClient client = WebSocketClient.open(plain.client(), "/ws");
        byte[] sent = one.sent();
        int single = Math.min(sent.length, 300);
        for (int i = 0; i < single; i++) {
            client.raw().send(new byte[] {sent[i]});
        }
        client.raw().send(Arrays.copyOfRange(sent, single, sent.length));
        expect(client, one);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("over TLS:")
    void overTls(Case one) throws Exception {
        try (TlsClient secure = TlsClient.connect(tls.port())) {
            WebSocketClient client = WebSocketClient.open(secure.http(), "/ws");
            expect(client.send(one.sent()), one);
        }
    }

    private static final byte[] END = close(1000, "");

    static Stream<Case> cases() {
        return Stream.of(framing(), controlFrames(), reserved(), fragments(), text(), closes())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> framing() {
        return IntStream.of(0, 1, 125, 126, 127, 128, 65_535, 65_536, 100_000)
                .boxed()
                .flatMap(length -> {
                    String text = "*".repeat(length);
                    return Stream.of(
                            of(
                                    "5.2: text of " + length + " octets",
                                    join(frame(FIN | TEXT, text), END),
                                    "81 " + text,
                                    "88 1000"),
                            of(
                                    "5.2: " + length + " binary octets",
                                    join(frame(FIN | BINARY, text), END),
                                    "82 " + text,
                                    "88 1000"));
                });
    }

    private static Stream<Case> controlFrames() {
        String longest = "p".repeat(125);
        byte[] tooLong = frame(FIN | PING, "p".repeat(126));
        String[] pings = IntStream.range(0, 10).mapToObj(i -> "payload-" + i).toArray(String[]::new);
        return Stream.of(
                of("5.5.2: a ping without payload", join(frame(FIN | PING, ""), END), "8a ", "88 1000"),
                of("5.5.2: a ping with 125 octets", join(frame(FIN | PING, longest), END), "8a " + longest, "88 1000"),
                of(
                        "5.5.2: each of ten pings is answered, in order",
                        join(
                                join(Stream.of(pings)
                                        .map(p -> frame(FIN | PING, p))
                                        .toArray(byte[][]::new)),
                                END),
                        Stream.concat(Stream.of(pings).map(p -> "8a " + p), Stream.of("88 1000"))
                                .toArray(String[]::new)),
                of("5.5: a ping with 126 octets is refused", tooLong, "88 1002"),
                of("5.5.3: pongs that nobody asked for", join(frame(FIN | PONG, "x"), END), "88 1000"),
                of("5.5: a fragmented ping is refused", frame(PING, "x"), "88 1002"),
                of("5.5: a fragmented Close is refused", frame(CLOSE, ""), "88 1002"),
                of(
                        "5.4: a ping between fragments",
                        join(frame(TEXT, "fra"), frame(FIN | PING, "p"), frame(FIN | CONTINUATION, "gment"), END),
                        "8a p",
                        "81 fragment",
                        "88 1000"));
    }

    private static Stream<Case> reserved() {
        Stream<Case> bits = IntStream.of(0x40, 0x20, 0x10, 0x70)
                .mapToObj(bit -> of(
                        "5.2: reserved bits " + Integer.toHexString(bit) + " fail, after what came before was answered",
                        join(frame(FIN | TEXT, "a"), frame(FIN | TEXT | bit, "b"), frame(FIN | PING, "c")),
                        "81 a",
                        "88 1002"));
        Stream<Case> opcodes = IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .mapToObj(opcode -> of("5.2: opcode " + opcode + " is refused", frame(FIN | opcode, "x"), "88 1002"));
        byte[] unmasked = {(byte) 0x81, 1, 'x'};
        return Stream.concat(
                Stream.concat(bits, opcodes),
                Stream.of(
                        of("5.1: a frame that is not masked is refused", unmasked, "88 1002"),
                        of("5.2: 16 bits for a length below 126", hex("81fe0001"), "88 1002"),
                        of("5.2: 64 bits for a length below 65,536", hex("81ff000000000000ffff"), "88 1002"),
                        of("5.2: a length with the highest bit", hex("81ff8000000000000000"), "88 1002"),
                        of("7.4.1: a message above the limit", hex("82ff000000000010000100000000"), "88 1009"),
                        of(
                                "7.4.1: fragments above the limit together",
                                join(frame(BINARY, new byte[1024 * 1024]), frame(FIN | CONTINUATION, "x")),
                                "88 1009"),
                        of("RFC 7692: compression that was not agreed on", frame(FIN | TEXT | RSV1, "x"), "88 1002")));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static Stream<Case> fragments() {
        byte[] many = join(IntStream.range(0, 200)
                .mapToObj(i -> frame(i == 0 ? TEXT : i == 199 ? FIN : 0, "0123456789"))
                .toArray(byte[][]::new));
        return Stream.of(
                of("5.4: two fragments", join(frame(TEXT, "frag"), frame(FIN, "ment"), END), "81 fragment", "88 1000"),
                of("5.4: empty fragments", join(frame(TEXT, ""), frame(0, ""), frame(FIN, ""), END), "81 ", "88 1000"),
                of("5.4: an empty last fragment", join(frame(BINARY, "a"), frame(FIN, ""), END), "82 a", "88 1000"),
                of("5.4: 200 fragments", join(many, END), "81 " + "0123456789".repeat(200), "88 1000"),
                of("5.4: a continuation without a message", frame(FIN, "x"), "88 1002"),
                of("5.4: one after a whole message", join(frame(FIN | TEXT, "a"), frame(0, "b")), "81 a", "88 1002"),
                of("5.4: a message within fragments", join(frame(TEXT, "a"), frame(FIN | TEXT, "b")), "88 1002"),
                of(
                        "5.4: two messages in fragments, and pings",
                        join(
                                frame(TEXT, "a"),
                                frame(FIN | PING, "1"),
                                frame(FIN, "b"),
                                frame(BINARY, "c"),
                                frame(FIN, "d"),
                                END),
                        "8a 1",
                        "81 ab",
                        "82 cd",
                        "88 1000"));
    }

    private static Stream<Case> text() {
        Stream<Case> right = Stream.of(
                        "κόσμε",
                        "Hello-µ@ßöäüàá-UTF-8!!",
                        "\0",
                        "\u0080\u0800\ud800\udc00",
                        "\uffff\ufffe\udbff\udfff",
                        "\ud7ff\ue000")
                .flatMap(text -> Stream.of(
                        of(
                                "8.1: well-formed " + escaped(text),
                                join(frame(FIN | TEXT, text), END),
                                "81 " + text,
                                "88 1000"),
                        of(
                                "8.1: the same in fragments of one octet",
                                join(single(text), END),
                                "81 " + text,
                                "88 1000")));
        Stream<Case> wrong = Stream.of(
                        "cebae1bdb9cf83cebcceb5eda080656469746564",
                        "f4908080",
                        "f88888888080",
                        "c0af",
                        "e080af",
                        "f08080af",
                        "fe",
                        "ff",
                        "80",
                        "bf",
                        "8080",
                        "c0",
                        "c1bf",
                        "e09fbf",
                        "f08fbfbf",
                        "eda080",
                        "edbfbf",
                        "eda080edb080",
                        "f7bfbfbf",
                        "c3",
                        "e282",
                        "f09d84",
                        "41e24141")
                .map(octets ->
                        of("8.1: not well-formed " + octets, join(frame(FIN | TEXT, hex(octets)), END), "88 1007"));
        Stream<Case> fast = Stream.of(
                of("8.1: fails within a fragment, before the message ends", frame(TEXT, hex("f4908080")), "88 1007"),
                of(
                        "8.1: fails within a frame, before the frame ends",
                        Arrays.copyOf(frame(FIN | TEXT, hex("eda080" + "20".repeat(100))), 10),
                        "88 1007"),
                of(
                        "8.1: binary data is not checked",
                        join(frame(FIN | BINARY, new byte[] {0x41}), END),
                        "82 A",
                        "88 1000"));
        return Stream.concat(Stream.concat(right, wrong), fast);
    }

    private static String escaped(String text) {
        return text.codePoints().mapToObj(Integer::toHexString).toList().toString();
    }

    private static byte[] single(String text) {
        byte[] octets = text.getBytes(UTF_8);
        byte[][] frames = new byte[octets.length + 1][];
        for (int i = 0; i < octets.length; i++) {
            frames[i] = frame(i == 0 ? TEXT : CONTINUATION, new byte[] {octets[i]});
        }
        frames[octets.length] = frame(FIN | CONTINUATION, "");
        return join(frames);
    }

    private static Stream<Case> closes() {
        Stream<Case> right = IntStream.of(
                        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
                .mapToObj(code -> of("7.4: the client closes with " + code, close(code, "why"), "88 " + code));
        Stream<Case> wrong = IntStream.of(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
                .mapToObj(code -> of("7.4: " + code + " is no code that may be sent", close(code, ""), "88 1002"));
        return Stream.concat(
                Stream.concat(right, wrong),
                Stream.of(
                        of("5.5.1: a Close without a code", frame(FIN | CLOSE, ""), "88 1005"),
                        of("5.5.1: a Close with one octet", frame(FIN | CLOSE, "x"), "88 1002"),
                        of("5.5.1: the longest reason", close(1000, "r".repeat(123)), "88 1000"),
                        of("5.5.1: a reason that is not UTF-8", frame(FIN | CLOSE, hex("03e8c328")), "88 1007"),
                        of(
                                "5.5.1: what follows a Close is ignored",
                                join(END, frame(FIN | TEXT, "a"), frame(FIN | PING, ""), close(1001, "")),
                                "88 1000"),
                        of(
                                "7.1.5: messages before the Close are answered first",
                                join(frame(FIN | TEXT, "a"), frame(FIN | TEXT, "b"), END),
                                "81 a",
                                "81 b",
                                "88 1000")));
    }
}
