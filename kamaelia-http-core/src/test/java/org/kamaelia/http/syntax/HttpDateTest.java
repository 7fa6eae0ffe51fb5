package org.kamaelia.http.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Dates, RFC 9110 5.6.7")
class HttpDateTest {
    private static final long NOW = Instant.parse("2026-07-01T12:00:00Z").getEpochSecond();

    @Test
    @DisplayName("are written as the JDK writes them, in all years from 0 to 9999")
    void areWrittenAsTheJdkWritesThem() {
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        long first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            long moment = first + (long) (random.nextDouble() * (253_402_300_800L - first));
            String text = HttpDate.format(moment);
            assertThat(text).isEqualTo(formatter.format(Instant.ofEpochSecond(moment)));
            assertThat(HttpDate.parse(text, NOW)).isEqualTo(moment);
        }
    }

    @ParameterizedTest
    @DisplayName("are read in all three forms")
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void areReadInAllThreeForms(String date) {
        assertThat(HttpDate.parse(date, NOW)).isEqualTo(784_111_777L);
    }

    @ParameterizedTest
    @DisplayName("with two digits of the year are at most 50 years ahead")
    @CsvSource({
        "'Wednesday, 01-Jul-76 00:00:00 GMT',2076-07-01T00:00:00Z",
        "'Friday, 01-Jul-77 00:00:00 GMT',1977-07-01T00:00:00Z",
        "'Wednesday, 01-Jul-26 00:00:00 GMT',2026-07-01T00:00:00Z",
        "'Saturday, 01-Jan-00 00:00:00 GMT',2000-01-01T00:00:00Z"
    })
    void withTwoDigitsOfTheYearAreAtMost50YearsAhead(String date, Instant moment) {
        assertThat(HttpDate.parse(date, NOW)).isEqualTo(moment.getEpochSecond());
    }

    @ParameterizedTest
    @DisplayName("are told from text that is no date")
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "784111777",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "sun, 06 nov 1994 08:49:37 gmt",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Foo 1994 08:49:37 GMT",
                "Sun, 06 ovD 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:00 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Thu, 31 Nov 1994 08:49:37 GMT",
                "Wed, 29 Feb 1995 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:3x GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov 06 08:49:37 94",
                ",",
                "Sun,"
            })
    void areToldFromTextThatIsNoDate(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.NONE);
    }

    @Test
    @DisplayName("of leap days and leap seconds are dates")
    void ofLeapDaysAndLeapSecondsAreDates() {
        assertThat(HttpDate.parse("Thu, 29 Feb 2024 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("2024-02-29T00:00:00Z").getEpochSecond());
        assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", NOW))
                .isEqualTo(Instant.parse("2017-01-01T00:00:00Z").getEpochSecond());
    }

    @Test
    @DisplayName("beyond four digits of year cannot be written")
    void beyondFourDigitsOfYearCannotBeWritten() {
        assertThatThrownBy(() -> HttpDate.format(253_402_300_800L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpDate.format(HttpDate.NONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("are told from any other text without failing")
    void areToldFromAnyOtherText() {
        Random random = new Random(7);
        String[] seeds = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
        };
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(seeds[i % 3]);
            for (int change = random.nextInt(3); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
            }
            text.setLength(random.nextInt(4) == 0 ? random.nextInt(text.length() + 1) : text.length());
            long moment = HttpDate.parse(text.toString(), NOW);
            assertThat(moment == HttpDate.NONE || HttpDate.format(moment).length() == 29)
                    .isTrue();
        }
    }
}
