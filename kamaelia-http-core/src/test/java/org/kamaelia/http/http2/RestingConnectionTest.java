package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.CONTINUATION;
import static org.kamaelia.http.http2.Http2Client.END_HEADERS;
import static org.kamaelia.http.http2.Http2Client.END_STREAM;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.PING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.testing.TestServer;

@DisplayName("A connection of HTTP/2 that rests gives up memory, and what was agreed with the client stays")
@Timeout(60)
class RestingConnectionTest {
    private static final Duration REST = Duration.ofSeconds(1);

    private static TestServer server() {
        return TestServer.with(HandlerFactory.oneShot(request -> Response.text(request.path())
                        .header("X-Agent", request.fields().joined("user-agent") + "")))
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .timeless()
                .start();
    }

    private static void settle(Http2Client client) {
        client.frame(PING, 0, 0, new byte[8]).next(PING);
    }

    @Test
    @DisplayName(
            "fields that the client has put into its table are found after each rest, and so are those of the server")
    void tablesStay() {
        try (TestServer server = server();
                Http2Client client = Http2Client.connect(server.port())) {
            byte[] inserted = join(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'h', 0x7a, 3}, "abc");
            byte[] indexed = {(byte) 0x82, (byte) 0x86, (byte) 0x84, (byte) 0xbf, (byte) 0xbe};
            for (int i = 0; i < 5; i++) {
                client.headers(2 * i + 1, true, i == 0 ? inserted : indexed);
                Http2Client.Answer answer = client.answer(2 * i + 1);
                assertThat(answer.fields()).containsEntry("x-agent", "abc");
                assertThat(answer.body()).isEqualTo("/");
                settle(client);
                server.pass(REST);
            }
        }
    }

    private static byte[] join(byte[] first, String second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length());
        for (int i = 0; i < second.length(); i++) {
            all[first.length + i] = (byte) second.charAt(i);
        }
        return all;
    }

    @Test
    @DisplayName("a field block that takes longer than that is read as a whole")
    void blockInProgress() {
        try (TestServer server = server();
                Http2Client client = Http2Client.connect(server.port())) {
            assertThat(client.get(1, "/a").answer(1).body()).isEqualTo("/a");
            byte[] block = Http2Client.request("GET", "/b", "user-agent", "slow");
            client.frame(HEADERS, END_STREAM, 3, Arrays.copyOf(block, 20));
            for (int i = 20; i < 26; i++) {
                server.pass(REST);
                client.frame(CONTINUATION, 0, 3, block[i]);
            }
            client.frame(CONTINUATION, END_HEADERS, 3, Arrays.copyOfRange(block, 26, block.length));
            Http2Client.Answer answer = client.answer(3);
            assertThat(answer.body()).isEqualTo("/b");
            assertThat(answer.fields()).containsEntry("x-agent", "slow");
        }
    }

    @Test
    @DisplayName("frames on a stream that the server has reset are ignored for as long as before")
    void resetStreamsAreRemembered() {
        try (TestServer server = server();
                Http2Client client = Http2Client.connect(server.port())) {
            client.headers(1, false, Http2Client.request("GET", "/", "te", "gzip"));
            assertThat(client.next(Http2Client.RST_STREAM).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            settle(client);
            server.pass(REST);
            client.data(1, false, "late").headers(1, true, Http2Client.block("late", "trailers"));
            assertThat(client.get(3, "/").answer(3).body()).isEqualTo("/");
        }
    }

    @Test
    @DisplayName("the table of the decoder has no more octets than its fields")
    void decoder() {
        HeadReader reader = Heads.reader(ParserLimits.defaults());
        int before = reader.held();
        reader.beginRequest(true);
        Heads.read(reader, new byte[] {0x41, 1, 'h', 0x7a, 3, 'a', 'b', 'c'});
        assertThat(reader.held()).isGreaterThan(1_000);
        reader.rest();
        assertThat(reader.held() - before).isEqualTo(":authority".length() + 1 + "user-agent".length() + 3 + 16);
    }

    @Test
    @DisplayName("the encoder goes on with its table, whatever was evicted, and with what it has sent once")
    void encoder() {
        BlockBuffer buffer = new BlockBuffer();
        HpackEncoder encoder = new HpackEncoder(buffer);
        Decoding decoding = new Decoding();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            encoder.begin();
            encoder.fields(Fields.builder()
                    .add("x-same", "always the same value")
                    .add("x-" + i % 40, "x".repeat(i % 50))
                    .build());
            lengths.add(buffer.length());
            byte[] block = Arrays.copyOf(buffer.octets(), buffer.length());
            assertThat(decoding.decode(block, Integer.MAX_VALUE))
                    .containsExactly("x-same: always the same value", "x-" + i % 40 + ": " + "x".repeat(i % 50));
            encoder.rest();
            decoding.decoder.table().trim();
        }
        assertThat(lengths.get(2))
                .as("inserted when it is sent the second time")
                .isLessThan(lengths.get(0));
        assertThat(encoder.held()).isLessThan(6 * 1024);
    }
}
