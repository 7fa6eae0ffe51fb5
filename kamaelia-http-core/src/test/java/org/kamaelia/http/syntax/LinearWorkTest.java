package org.kamaelia.http.syntax;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Parameters;

/** Counts work instead of measuring time, so that a busy machine does not matter. */
@DisplayName("The work for what a client sends grows with its length, and not faster")
class LinearWorkTest {
    private static final int KIB = 1024;

    /** How often the reader looks at an octet of a body that comes in pieces of this size. */
    private static long examined(String body, int piece) {
        MultipartReader reader = new MultipartReader("b".repeat(70), 1_000);
        byte[] octets = body.getBytes(ISO_8859_1);
        for (int at = 0; at < octets.length; at += piece) {
            ByteBuffer some = ByteBuffer.wrap(octets, at, Math.min(piece, octets.length - at));
            while (some.hasRemaining()) {
                reader.input(some);
                drain(reader);
            }
        }
        return reader.examined();
    }

    private static void drain(MultipartReader reader) {
        MultipartReader.Event event;
        do {
            event = reader.next();
        } while (event != MultipartReader.Event.NEEDS_INPUT && event != MultipartReader.Event.MALFORMED);
    }

    private static String head(int octets) {
        return "--" + "b".repeat(70) + "\r\nContent-Disposition: form-data; name=\"" + "n".repeat(octets)
                + "\"\r\n\r\n";
    }

    private static final Map<String, String> BODIES = new LinkedHashMap<>();

    static {
        BODIES.put("heads of 8 KiB", (head(8_000) + "x\r\n").repeat(20) + "--" + "b".repeat(70) + "--");
        BODIES.put("a preamble", "p".repeat(200 * KIB));
        BODIES.put("content", head(1) + "x".repeat(200 * KIB));
        BODIES.put("content of line ends", head(1) + "\r\n".repeat(100 * KIB));
        BODIES.put("content of beginnings of the delimiter", head(1) + ("\r\n--" + "b".repeat(69)).repeat(2 * KIB));
        BODIES.put("blanks behind delimiters", ("--" + "b".repeat(70) + " ".repeat(250) + "\r\n\r\n\r\n").repeat(400));
        BODIES.put("an epilogue", head(1) + "\r\n--" + "b".repeat(70) + "--" + "e".repeat(200 * KIB));
    }

    private static Stream<String> bodies() {
        return BODIES.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    @DisplayName("a multipart body, octet by octet or whole: each octet is examined at most five times")
    void multipartBody(String which) {
        String body = BODIES.get(which);
        for (int piece : new int[] {1, 3, 100, KIB, body.length()}) {
            assertThat(examined(body, piece)).isLessThanOrEqualTo(5L * body.length());
        }
    }

    /** A text that counts how often a character of it is read. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&", "&", "a=1&", "=", "a", "a=b=c&&"})
    @DisplayName("pairs of queries, forms and cookies: each character is read once")
    void pairs(String piece) {
        Counted text = new Counted(piece.repeat(50_000));
        PairScanner scanner = new PairScanner(text, '&');
        long covered = 0;
        while (scanner.next()) {
            assertThat(scanner.equals()).isLessThan(scanner.end());
            covered += scanner.end() - scanner.from() + 1;
        }
        assertThat(covered).isEqualTo(text.length() + 1);
        assertThat(text.reads).isEqualTo(text.length());
    }

    @Test
    @DisplayName("1,000 parameters without values before a megabyte without an equals sign are read")
    void parametersWithoutValues() {
        Parameters parameters = Parameters.parse("a&".repeat(999) + "b".repeat(1_000_000));
        assertThat(parameters.size()).isEqualTo(1_000);
    }

    private static final Map<String, Consumer<String>> READERS = new LinkedHashMap<>();

    static {
        READERS.put("Forwarded", text -> ForwardedElement.parse(List.of(text)));
        READERS.put("Accept", Accept::of);
        READERS.put("Accept-Encoding", AcceptEncoding::of);
        READERS.put("Content-Type", Parameterized::of);
        READERS.put("Range", text -> Ranges.of("bytes=" + text, 1_000_000));
        READERS.put("parameters", text -> {
            try {
                Parameters.parse(text, Integer.MAX_VALUE);
            } catch (RuntimeException refused) {
                // malformed
            }
        });
    }

    private static Stream<String> readers() {
        return READERS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    @DisplayName("fields allocate in proportion to their length")
    void fieldsAllocateInProportion(String which) {
        for (String piece :
                new String[] {",", ";", "a,", "a;", "a=b;", "\"", "a=\"", "\\", "1-1,", "-1,", "for=1.2.3.4,", "%41&"
                }) {
            Consumer<String> reader = READERS.get(which);
            reader.accept(piece.repeat(4 * KIB)); // classes are loaded
            long once = allocated(() -> reader.accept(piece.repeat(4 * KIB)));
            long fourfold = allocated(() -> reader.accept(piece.repeat(16 * KIB)));
            assertThat(fourfold).as("%s of %s", which, piece).isLessThan(8 * once + 64 * KIB);
        }
    }

    private static long allocated(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
