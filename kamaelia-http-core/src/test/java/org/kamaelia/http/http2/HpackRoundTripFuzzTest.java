package org.kamaelia.http.http2;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;
import org.kamaelia.http.syntax.Fields;

/**
 * Input: decisions. An octet below 16 changes the table size of the client, two octets; one below 32 begins a block; any
 * other adds a field, see {@link #field}. Names are few, so that they meet.
 */
@DisplayName("What the server encodes")
class HpackRoundTripFuzzTest {

    private static final String[] NAMES = {
        "Content-Type",
        "content-length",
        "Set-Cookie",
        "X-A",
        "x-a",
        "Date",
        "ETag",
        "Vary",
        "x-long-name-of-its-own",
        "a"
    };

    /** The most decisions of an input. More of them would only be slow. */
    private static final int MOST = 40;

    private final List<String> expected = new ArrayList<>();

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("is decoded to itself, by the decoder of the server and by a simple-minded one")
    void decodedToItself(byte[] input) {
        Choices choices = new Choices(input);
        BlockBuffer buffer = new BlockBuffer();
        HpackEncoder encoder = new HpackEncoder(buffer);
        Decoding decoding = new Decoding();
        decoding.decoder.acknowledged(65_536);
        NaiveHpack naive = new NaiveHpack(65_536);
        encoder.begin();
        expected.clear();
        for (int left = MOST; ; left--) {
            int kind = choices.octet();
            boolean last = left == 0 || choices.isEmpty();
            if (last || kind >= 16 && kind < 32) {
                compare(buffer, decoding, naive);
                if (last) {
                    return;
                }
                encoder.begin();
                expected.clear();
            } else if (kind < 16) {
                compare(buffer, decoding, naive);
                encoder.peerTableSize(choices.wideBelow(kind < 8 ? 256 : 65_536));
                encoder.rest();
                decoding.decoder.table().trim();
                encoder.begin();
                expected.clear();
            } else {
                field(kind, choices, encoder);
            }
        }
    }

    private void field(int kind, Choices choices, HpackEncoder encoder) {
        if (kind < 48) {
            int status = 100 + choices.wideBelow(900);
            encoder.status(status);
            expected.add(":status: " + status);
        } else if (kind < 64) {
            long length = (long) choices.wideBelow(65_536) << choices.below(48);
            encoder.contentLength(length);
            expected.add("content-length: " + length);
        } else {
            String name = choices.oneOf(NAMES);
            String value = value(choices, kind);
            encoder.fields(Fields.builder().add(name, value).build());
            expected.add(name.toLowerCase(Locale.ROOT) + ": " + trimmed(value));
        }
    }

    private static String value(Choices choices, int kind) {
        String text = choices.text(choices.below(24));
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            value.append(c == '\t' || c >= ' ' && c != 0x7f ? c : 'x');
        }
        return value.toString().repeat(kind >= 250 ? 60 : 1);
    }

    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }

    private void compare(BlockBuffer buffer, Decoding decoding, NaiveHpack naive) {
        byte[] block = Arrays.copyOf(buffer.octets(), buffer.length());
        List<String> decoded = decoding.decode(block, Integer.MAX_VALUE);
        check(decoding.fault == null, "fault %s", decoding.fault);
        check(decoded.equals(expected), "%s\nexpected: %s", decoded, expected);
        List<NaiveHpack.Field> fields = naive.decode(block);
        check(fields != null && fields.size() == expected.size(), "the simple decoder has %s", fields);
        for (int i = 0; i < expected.size(); i++) {
            NaiveHpack.Field field = fields.get(i);
            check(expected.get(i).equals(field.name() + ": " + field.value()), "the simple decoder has %s", field);
            check(field.never() == field.name().equals("set-cookie"), "%s is indexed or not", field);
        }
    }
}
