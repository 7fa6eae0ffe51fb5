package org.kamaelia.benchmarks.conformance;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as fields carry them (RFC 9110 section 5.6.7): one form to write, two old ones that must be read as well. */
final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE = formatter("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = formatter("EEE MMM ppd HH:mm:ss yyyy");

    private HttpDate() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    /** Two digits of a year mean one at most 50 years ahead; so the form depends on the year in which it is read. */
    private static DateTimeFormatter rfc850() {
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(
                        ChronoField.YEAR, 2, 2, Year.now(ZoneOffset.UTC).getValue() - 49)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }

    /** A moment, in whole seconds. */
    static String format(Instant moment) {
        return IMF_FIXDATE.withZone(ZoneOffset.UTC).format(moment);
    }

    /** The moment of a date in one of the three forms; null if it is in none. */
    static @Nullable Instant parse(String date) {
        for (DateTimeFormatter form : List.of(IMF_FIXDATE, rfc850(), ASCTIME)) {
            try {
                return LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException notThisOne) {
                // the next one then
            }
        }
        return null;
    }
}
