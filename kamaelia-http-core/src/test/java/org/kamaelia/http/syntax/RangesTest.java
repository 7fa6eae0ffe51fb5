package org.kamaelia.http.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Byte ranges, RFC 9110 14.1 and 14.2")
class RangesTest {
    private static String of(String value, long length) {
        Ranges ranges = Ranges.of(value, length);
        return ranges.kind() == Ranges.Kind.SATISFIABLE
                ? ranges.list().stream()
                        .map(range -> range.first() + "-" + range.last())
                        .collect(Collectors.joining(" "))
                : ranges.kind().toString();
    }

    @ParameterizedTest(name = "{0} of {1} octets is {2}")
    @DisplayName("are resolved against the length of the representation")
    @CsvSource(delimiter = '|', textBlock = """
            bytes=0-0                     | 10 | 0-0
            bytes=0-9                     | 10 | 0-9
            bytes=9-                      | 10 | 9-9
            bytes=5-100                   | 10 | 5-9
            bytes=-3                      | 10 | 7-9
            bytes=-100                    | 10 | 0-9
            bytes=0-0,-1                  | 10 | 0-0 9-9
            bytes=-1,0-0                  | 10 | 9-9 0-0
            bytes= 0-1 ,	3-4           | 10 | 0-1 3-4
            bytes=,0-1,,3-4,              | 10 | 0-1 3-4
            BYTES=1-2                     | 10 | 1-2
            bytes=0-1,20-30               | 10 | 0-1
            bytes=0-1,2-3                 | 10 | 0-1 2-3
            bytes=0-5,3-8                 | 10 | 0-8
            bytes=0-1,6-7,7-9             | 10 | 0-1 6-9
            bytes=0-99999999999999999999  | 10 | 0-9
            bytes=-99999999999999999999   | 10 | 0-9
            bytes=5000000000-5000000001   | 6000000000 | 5000000000-5000000001
            bytes=10-                     | 10 | UNSATISFIABLE
            bytes=99999999999999999999-   | 10 | UNSATISFIABLE
            bytes=-0                      | 10 | UNSATISFIABLE
            bytes=0-0                     | 0  | UNSATISFIABLE
            bytes=0-                      | 0  | UNSATISFIABLE
            bytes=-5                      | 0  | IGNORED
            """)
    void areResolvedAgainstTheLength(String value, long length, String expected) {
        assertThat(of(value, length)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("that are malformed, or in another unit, are ignored")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=5-3",
                "bytes=0-1,5-3",
                "bytes=0x0-1",
                "bytes=0 - 1",
                "bytes = 0-1",
                "bytes=+0-1",
                "bytes=0-1;",
                "bytes=0-1 2-3",
                "bytes=0-1,x",
                "bytes 0-1",
                "items=0-1",
                "lines=1-2",
                "0-1",
                "bytes=0-1,bytes=3-4",
                "=0-1"
            })
    void malformedOrInAnotherUnitAreIgnored(String value) {
        assertThat(of(value, 10)).isEqualTo("IGNORED");
    }

    @Test
    @DisplayName("of which more than two overlap are ignored, RFC 9110 14.2")
    void ofWhichMoreThanTwoOverlapAreIgnored() {
        assertThat(of("bytes=0-5,3-8,4-9", 10)).isEqualTo("IGNORED");
        assertThat(of("bytes=0-,0-,0-", 10)).isEqualTo("IGNORED");
        assertThat(of("bytes=0-1,1-2,6-7,7-8", 10)).isEqualTo("IGNORED");
        assertThat(of("bytes=0-2,6-8,1-7", 10)).isEqualTo("IGNORED");
    }

    @Test
    @DisplayName("are at most 16")
    void areAtMost16() {
        assertThat(of(singles(16), 100).split(" ")).hasSize(16);
        assertThat(of(singles(17), 100)).isEqualTo("IGNORED");
        assertThat(of(singles(2_000), 10_000)).isEqualTo("IGNORED");
        assertThat(of(singles(16) + ",30-40", 100).split(" ")).hasSize(16);
    }

    private static String singles(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> 2 * i + "-" + 2 * i)
                .collect(Collectors.joining(",", "bytes=", ""));
    }

    @Test
    @DisplayName("never select more octets than there are")
    void neverSelectMoreOctetsThanThereAre() {
        Random random = new Random(3);
        String alphabet = "0123456789--,, ";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder value = new StringBuilder("bytes=");
            for (int n = random.nextInt(20); n >= 0; n--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            long length = random.nextInt(100);
            Ranges ranges = Ranges.of(value.toString(), length);
            long sum = ranges.list().stream().mapToLong(Ranges.Range::length).sum();
            assertThat(sum).as(value.toString()).isLessThanOrEqualTo(length);
            assertThat(ranges.list()).allSatisfy(range -> {
                assertThat(range.first()).isBetween(0L, range.last());
                assertThat(range.last()).isLessThan(length);
            });
        }
    }
}
