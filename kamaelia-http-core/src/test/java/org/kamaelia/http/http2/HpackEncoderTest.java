package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.syntax.Fields;

@DisplayName("Field blocks are encoded (RFC 7541)")
class HpackEncoderTest {

    private final BlockBuffer buffer = new BlockBuffer();
    private final HpackEncoder encoder = new HpackEncoder(buffer);
    private final Decoding decoding = new Decoding();

    private String hex() {
        return HexFormat.of().formatHex(buffer.octets(), 0, buffer.length());
    }

    private List<String> decoded() {
        List<String> fields = decoding.decode(Arrays.copyOf(buffer.octets(), buffer.length()), Integer.MAX_VALUE);
        assertThat(decoding.fault).isNull();
        return fields;
    }

    private void fields(String... namesAndValues) {
        Fields.Builder builder = Fields.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        encoder.fields(builder.build());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    @DisplayName("a status of the static table is one octet (RFC 7541 appendix A)")
    void knownStatus() {
        int[] known = {200, 204, 206, 304, 400, 404, 500};
        for (int i = 0; i < known.length; i++) {
            encoder.begin();
            encoder.status(known[i]);
            assertThat(hex()).isEqualTo(Integer.toHexString(0x88 + i));
            assertThat(decoded()).containsExactly(":status: " + known[i]);
        }
    }

    @Test
    @DisplayName("any other status is a literal with the name of the table, and then an index (RFC 7541 6.2.1)")
    void otherStatus() {
        encoder.begin();
        encoder.status(302);
        assertThat(hex()).isEqualTo("48826402"); // RFC 7541 C.6.1
        assertThat(decoded()).containsExactly(":status: 302");
        encoder.begin();
        encoder.status(302);
        assertThat(hex()).isEqualTo("be");
        assertThat(decoded()).containsExactly(":status: 302");
    }

    @Test
    @DisplayName("a usual response is a few octets the third time (RFC 7541 2.3.2)")
    void aUsualResponse() {
        for (int i = 0; i < 3; i++) {
            encoder.begin();
            encoder.status(200);
            encoder.date(ascii("Mon, 21 Oct 2013 20:13:21 GMT"));
            encoder.server(ascii("kamaelia"));
            fields("Content-Type", "text/plain; charset=utf-8");
            encoder.contentLength(6);
            assertThat(decoded())
                    .containsExactly(
                            ":status: 200",
                            "date: Mon, 21 Oct 2013 20:13:21 GMT",
                            "server: kamaelia",
                            "content-type: text/plain; charset=utf-8",
                            "content-length: 6");
        }
        assertThat(buffer.length()).isEqualTo(5);
    }

    @Test
    @DisplayName("a value that comes once does not enter the table (RFC 7541 7.1)")
    void aValueThatComesOnce() {
        for (int i = 0; i < 500; i++) {
            encoder.begin();
            fields("X-Request-Id", "request-" + i, "ETag", "\"" + i + "\"");
            assertThat(decoded()).containsExactly("x-request-id: request-" + i, "etag: \"" + i + "\"");
        }
        assertThat(decoding.table()).isEmpty();
    }

    @Test
    @DisplayName("any two fields that come again and again enter the table (RFC 7541 7.1)")
    void fieldsThatComeAgain() {
        for (int second = 0; second < 600; second++) {
            String date = String.format("Mon, 21 Oct 2013 20:%02d:%02d GMT", second / 60, second % 60);
            for (int i = 0; i < 3; i++) {
                encoder.begin();
                encoder.date(ascii(date));
                encoder.contentLength(second / 100);
                assertThat(decoded()).containsExactly("date: " + date, "content-length: " + second / 100);
            }
            assertThat(buffer.length()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    @DisplayName("a secret is never indexed, not even the second time (RFC 7541 7.1.3)")
    void secretsAreNeverIndexed() {
        for (int i = 0; i < 3; i++) {
            encoder.begin();
            fields("Set-Cookie", "s=1", "Authorization", "b", "Cookie", "c", "Proxy-Authorization", "d");
            assertThat(decoded())
                    .containsExactly("set-cookie: s=1", "authorization: b", "cookie: c", "proxy-authorization: d");
            for (int field = 0; field < 4; field++) {
                assertThat(decoding.section.neverIndexed(field)).isTrue();
            }
        }
        assertThat(decoding.table()).isEmpty();
    }

    @Test
    @DisplayName("a string is in Huffman code only if that is shorter (RFC 7541 5.2)")
    void huffmanWhenShorter() {
        encoder.begin();
        fields("etag", "aaaaaaaa");
        assertThat(hex()).isEqualTo("0f13" + "8518c6318c63");
        encoder.begin();
        fields("etag", "{{{{");
        assertThat(hex()).isEqualTo("0f13" + "04" + "7b7b7b7b");
    }

    @Test
    @DisplayName("names are in lower case, and fields about the connection are left out (RFC 9113 8.2.1, 8.2.2)")
    void namesAndConnectionFields() {
        encoder.begin();
        fields(
                "X-Name", " value \t",
                "Connection", "upgrade",
                "Keep-Alive", "timeout=5",
                "Proxy-Connection", "close",
                "Transfer-Encoding", "chunked",
                "Upgrade", "websocket",
                "X-EMPTY", "");
        assertThat(decoded()).containsExactly("x-name: value", "x-empty: ");
    }

    @Test
    @DisplayName("a smaller table of the client is used at once and announced (RFC 7541 4.2)")
    void aSmallerTable() {
        encoder.begin();
        fields("Content-Type", "a/b", "Vary", "x");
        decoded();
        assertThat(decoding.table()).hasSize(2);

        encoder.peerTableSize(0);
        decoding.decoder.acknowledged(0);
        encoder.begin();
        fields("Content-Type", "a/b");
        assertThat(hex()).startsWith("20");
        assertThat(decoded()).containsExactly("content-type: a/b");
        assertThat(decoding.table()).isEmpty();
        encoder.begin();
        fields("Content-Type", "a/b");
        assertThat(hex()).startsWith("0f10");
    }

    @Test
    @DisplayName("the least of several sizes is announced before the last (RFC 7541 4.2)")
    void theLeastSize() {
        encoder.peerTableSize(100);
        encoder.peerTableSize(0);
        encoder.peerTableSize(65_536);
        encoder.begin();
        assertThat(hex()).isEqualTo("203fe11f");
        encoder.begin();
        assertThat(hex()).isEmpty();
    }

    @Test
    @DisplayName("more than 4,096 octets are not used, so nothing is announced")
    void aLargerTable() {
        encoder.peerTableSize(-1); // 4,294,967,295
        encoder.begin();
        assertThat(hex()).isEmpty();
    }

    @Test
    @DisplayName("names that are not in the static table come from the dynamic table (RFC 7541 6.2)")
    void namesOfTheDynamicTable() {
        for (int i = 0; i < 2; i++) {
            encoder.begin();
            fields("x-a", "1");
            decoded();
        }
        encoder.begin();
        fields("x-a", "2");
        assertThat(hex()).isEqualTo("0f2f" + "0132");
        assertThat(decoded()).containsExactly("x-a: 2");
    }

    @Test
    @DisplayName("when the table is full, the oldest entries give way, on both sides alike (RFC 7541 4.4)")
    void aFullTable() {
        for (int i = 0; i < 1_000; i++) {
            encoder.begin();
            String value = "v".repeat(i % 40) + i;
            fields("Content-Type", value, "Vary", "always");
            assertThat(decoded()).containsExactly("content-type: " + value, "vary: always");
        }
        assertThat(decoding.decoder.table().size()).isBetween(3_900, 4_096);
    }

    @Test
    @DisplayName("a value of any length and octets is decoded to itself, and the buffer shrinks again")
    void longValues() {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            value.append((char) (0x21 + i % 0x5e));
        }
        encoder.begin();
        fields("x", value.toString());
        decoding.maxList = 200_000;
        assertThat(decoded()).containsExactly("x: " + value);
        encoder.begin();
        assertThat(buffer.octets().length).isLessThan(1024);
    }
}
