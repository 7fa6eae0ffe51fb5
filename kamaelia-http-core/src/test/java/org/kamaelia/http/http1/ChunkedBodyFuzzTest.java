package org.kamaelia.http.http1;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;
import org.kamaelia.fuzzing.NaiveChunks;
import org.kamaelia.fuzzing.NaiveReading;
import org.kamaelia.fuzzing.Trace;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * Input: one octet chooses the limits, four the pieces, one the number of damages and four each of them; the rest is
 * what is encoded, a chunk or a trailer for each decision.
 */
@DisplayName("A chunked body, encoded from the input and perhaps damaged")
class ChunkedBodyFuzzTest {

    private static final String HEAD = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<Map.Entry<String, String>> trailers = new ArrayList<>();

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("is decoded to what was encoded, or refused; in any pieces alike, and the next request is seen")
    void decodedOrRefused(byte[] input) {
        wire.reset();
        data.reset();
        trailers.clear();
        Choices choices = new Choices(input);
        ParserLimits limits = choices.below(8) == 1 ? RequestFuzzTest.SMALL : ParserLimits.defaults();
        int[] pieces = choices.pieces();
        byte[] damages = choices.octets(4 * choices.below(4));
        encode(choices);
        byte[] body = damaged(wire.toByteArray(), new Choices(damages));
        byte[] octets = concat(HEAD, body, NEXT);
        ParserLimits roomy =
                new ParserLimits(8192, 16384, limits.fields(), limits.chunkLine(), limits.trailerSection());

        Trace trace = Trace.ofEverySplit(roomy, octets, pieces);
        NaiveChunks naive = NaiveChunks.read(octets, HEAD.length(), limits);
        compare(trace, naive, octets);
        if (damages.length == 0 && limits == ParserLimits.defaults()) {
            check(trace.messages.get(0).end == HEAD.length() + body.length, "what was encoded is not taken");
            check(Arrays.equals(trace.messages.get(0).body.toByteArray(), data.toByteArray()), "the body differs");
            check(NaiveReading.same(trailers, trace.messages.get(0).trailers), "the trailers differ");
            check(trace.messages.size() == 2 && trace.messages.get(1).end == octets.length, "the next request");
        }
    }

    private static void compare(Trace trace, NaiveChunks naive, byte[] octets) {
        Trace.Message message = trace.messages.get(0);
        check(message.body.size() <= octets.length - HEAD.length(), "more data than octets");
        switch (naive.verdict) {
            case COMPLETE -> {
                check(message.end == naive.end, "a body that ends at %d is taken to %d", naive.end, message.end);
                check(Arrays.equals(message.body.toByteArray(), naive.body()), "the body differs");
                check(NaiveReading.same(naive.trailers, message.trailers), "the trailers differ");
            }
            case WRONG -> check(trace.refusal != null && message.end < 0, "a wrong body is not refused: %s", trace);
            case CUT_SHORT -> check(message.end < 0, "half a body is taken for a whole");
        }
    }

    private void encode(Choices choices) {
        while (!choices.isEmpty() && trailers.isEmpty()) {
            int kind = choices.octet();
            if (kind < 32) {
                trailer(choices);
            } else {
                chunk(choices, kind < 40 ? 250 + choices.below(20) : 1 + choices.below(40));
            }
        }
        print(trailers.isEmpty() ? "0\r\n" : "");
        for (int i = 0; i < choices.below(4); i++) {
            trailer(choices);
        }
        print("\r\n");
    }

    private void chunk(Choices choices, int size) {
        byte[] some = Arrays.copyOf(choices.octets(Math.min(size, 16)), size);
        String digits = Integer.toHexString(size);
        int style = choices.octet();
        print("0".repeat(style % 5));
        print((style & 128) == 0 ? digits : digits.toUpperCase(Locale.ROOT));
        extensions(choices, style >> 4 & 3);
        print("\r\n");
        wire.writeBytes(some);
        print("\r\n");
        data.writeBytes(some);
    }

    private void extensions(Choices choices, int count) {
        for (int i = 0; i < count; i++) {
            print(choices.oneOf(";", " ;", "; ", "\t;\t"));
            print(choices.oneOf("a", "name", "0", "x-y", "!#$%&'*+-.^_`|~"));
            print(
                    switch (choices.below(5)) {
                        case 0 -> "=token";
                        case 1 -> " = 1";
                        case 2 -> "=\"" + quotable(choices.text(8)) + '"';
                        case 3 -> "=\"\\" + quotable(choices.text(1)) + "\\\"\"";
                        default -> "";
                    });
        }
    }

    private static String quotable(String text) {
        String kept = text(text).replace('\\', '/').replace('"', '\'');
        return kept.isEmpty() ? "q" : kept;
    }

    private void trailer(Choices choices) {
        if (trailers.isEmpty()) {
            print("0\r\n");
        }
        String name = choices.oneOf("T", "Digest", "x_y", "content-lengt", "hosts", "A.b");
        String value = text(choices.text(choices.below(12)));
        print(name + ':' + choices.oneOf("", " ", "\t", "  ") + value + "\r\n");
        trailers.addAll(NaiveReading.fields(name + ':' + value));
    }

    private static String text(String any) {
        StringBuilder kept = new StringBuilder(any.length());
        any.chars().forEach(c -> kept.append(NaiveChunks.textCharacter((char) c) ? (char) c : '.'));
        return kept.toString();
    }

    private static byte[] damaged(byte[] octets, Choices damages) {
        byte[] result = octets;
        while (!damages.isEmpty()) {
            int kind = damages.below(4);
            int at = damages.wideBelow(result.length + 1);
            byte octet = (byte) damages.octet();
            String head = NaiveReading.text(result, 0, at);
            String tail = NaiveReading.text(result, at, result.length);
            String rest = tail.isEmpty() ? "" : tail.substring(1);
            String one = String.valueOf((char) (octet & 0xff));
            String changed = head
                    + switch (kind) {
                        case 0 -> one + rest;
                        case 1 -> one + tail;
                        case 2 -> rest;
                        default -> tail.substring(0, Math.min(tail.length(), octet & 63)) + tail;
                    };
            result = changed.getBytes(StandardCharsets.ISO_8859_1);
        }
        return result;
    }

    private void print(String text) {
        wire.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] concat(String head, byte[] body, String next) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(body);
        all.writeBytes(next.getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }
}
