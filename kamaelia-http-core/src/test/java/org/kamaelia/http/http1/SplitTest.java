package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Transcript.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.syntax.ParserLimits;

@DisplayName("However the octets arrive, the events are the same")
class SplitTest {

    private static final ParserLimits SMALL = new ParserLimits(64, 96, 4, 12, 40);
    private static final List<String> MESSAGES = List.of(
            request("GET /a?b=%20 HTTP/1.1", "Host: a.example:80", "Accept: */*", "X:\ty"),
            request("POST http://[::1]/ HTTP/1.1", "Host: h", "Content-Length: 3") + "abc",
            request("PUT / HTTP/1.0", "Connection: keep-alive", "Content-Length: 2") + "\r\n",
            request("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked")
                    + "3;a=\"b\"\r\nabc\r\n0\r\nT: u\r\n\r\n",
            request("HEAD /a HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "0\r\n\r\n",
            request("OPTIONS http://h HTTP/1.1", "Host: h"),
            "\r\n" + request("OPTIONS * HTTP/1.1", "Host: h", "Expect: 100-continue", "Content-Length: 0"));
    private static final String INTERESTING = "\r\n\r\n :;,\"\\%#?/*@[]\t\0\u007f\u00e9_-0159afxAF";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("20,000 damaged and intact pipelines give the same events in any pieces, RFC 9112 2.2")
    void damagedMessagesGiveTheSameEventsInAnyPieces(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_500; i++) {
            StringBuilder raw = new StringBuilder();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                raw.append(MESSAGES.get(random.nextInt(MESSAGES.size())));
            }
            for (int n = random.nextInt(4); n > 0; n--) {
                damage(raw, random);
            }
            ParserLimits limits = random.nextBoolean() ? SMALL : ParserLimits.defaults();
            byte[] octets = raw.toString().getBytes(StandardCharsets.ISO_8859_1);
            List<String> whole = Transcript.parse(limits, octets, octets.length).events;
            int[] pieces = random.ints(octets.length + 1, 1, 40).toArray();
            assertThat(Transcript.parse(limits, octets, 1).events)
                    .as("octet by octet: %s", raw)
                    .isEqualTo(whole);
            assertThat(Transcript.parse(limits, octets, pieces).events)
                    .as("pieces of %s: %s", Arrays.toString(pieces), raw)
                    .isEqualTo(whole);
        }
    }

    private static void damage(StringBuilder raw, Random random) {
        int at = random.nextInt(raw.length());
        char other = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
        switch (random.nextInt(5)) {
            case 0 -> raw.setCharAt(at, other);
            case 1 -> raw.insert(at, other);
            case 2 -> raw.deleteCharAt(at);
            case 3 -> raw.insert(at, String.valueOf(other).repeat(random.nextInt(60)));
            default -> raw.insert(at, raw.substring(at, at + random.nextInt(Math.min(50, raw.length() - at))));
        }
    }
}
