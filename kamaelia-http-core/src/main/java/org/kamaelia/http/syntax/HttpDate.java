package org.kamaelia.http.syntax;

/**
 * Dates in fields (RFC 9110 section 5.6.7): one form to write and three to read. Moments are whole seconds since 1970 in
 * UTC. The formatters of the JDK are not used, because they load locale data first.
 */
public final class HttpDate {
    /** Stands for a moment that is not known, and for text that is not a date. */
    public static final long NONE = Long.MIN_VALUE;

    /** The last moment that has four digits for its year. */
    private static final long LAST = 253_402_300_799L;

    private static final long FIRST = -62_167_219_200L;
    private static final long DAY = 86_400;
    private static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpDate() {}

    /**
     * A moment as an IMF-fixdate, such as {@code Sun, 06 Nov 1994 08:49:37 GMT}.
     *
     * @param seconds in the years 0 to 9999
     */
    public static String format(long seconds) {
        if (seconds < FIRST || seconds > LAST) {
            throw new IllegalArgumentException("A date is in the years 0 to 9999, not " + seconds + " s from 1970");
        }
        long days = Math.floorDiv(seconds, DAY);
        int time = (int) Math.floorMod(seconds, DAY);
        // Years begin in March here, so that the leap day is the last of its year.
        long z = days + 719_468;
        long era = Math.floorDiv(z, 146_097);
        int dayOfEra = (int) Math.floorMod(z, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
        int month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10;
        int year = (int) (yearOfEra + era * 400) + (month < 2 ? 1 : 0);
        StringBuilder text = new StringBuilder(29);
        text.append(DAYS[weekdayOf(days)], 0, 3).append(", ");
        two(text, day).append(' ').append(MONTHS, 3 * month, 3 * month + 3).append(' ');
        two(two(text, year / 100), year % 100).append(' ');
        two(text, time / 3_600).append(':');
        two(text, time / 60 % 60).append(':');
        return two(text, time % 60).append(" GMT").toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static int weekdayOf(long days) {
        return (int) Math.floorMod(days + 4, 7L);
    }

    private static long days(int year, int month, int day) {
        int y = month < 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month < 2 ? month + 10 : month - 2) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    /**
     * Reads a date in any of the three forms. It is a date only if that day exists and is that day of the week.
     *
     * @param now seconds since 1970, for the old form with two digits: a year that would lie more than 50 years ahead is
     *     in the past
     * @return seconds since 1970, or {@link #NONE} if the text is not a date
     */
    public static long parse(String date, long now) {
        int comma = date.indexOf(',');
        if (comma == 3) {
            return imfFixdate(new Reader(date));
        }
        return comma < 0 ? asctime(new Reader(date)) : rfc850(new Reader(date), comma, now);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static long imfFixdate(Reader in) {
        if (in.text.length() != 29) {
            return NONE;
        }
        int weekday = in.weekday(3);
        in.skip(", ");
        int day = in.digits(2);
        in.skip(" ");
        int month = in.month();
        in.skip(" ");
        int year = in.digits(4);
        in.skip(" ");
        int time = in.time();
        in.skip(" GMT");
        return in.moment(year, month, day, time, weekday);
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static long rfc850(Reader in, int comma, long now) {
        if (in.text.length() != comma + 24) {
            return NONE;
        }
        int weekday = in.weekday(comma);
        in.skip(", ");
        int day = in.digits(2);
        in.skip("-");
        int month = in.month();
        in.skip("-");
        int year = in.digits(2);
        in.skip(" ");
        int time = in.time();
        in.skip(" GMT");
        if (in.failed) {
            return NONE;
        }
        int thisYear =
                Integer.parseInt(format(Math.max(FIRST, Math.min(now, LAST))).substring(12, 16));
        int full = thisYear - thisYear % 100 + year;
        while (full > thisYear + 50) {
            full -= 100;
        }
        while (full <= thisYear - 50) {
            full += 100;
        }
        return in.moment(full, month, day, time, weekday);
    }

    /** {@code Sun Nov  6 08:49:37 1994}. */
    private static long asctime(Reader in) {
        if (in.text.length() != 24) {
            return NONE;
        }
        int weekday = in.weekday(3);
        in.skip(" ");
        int month = in.month();
        in.skip(" ");
        boolean padded = in.text.charAt(in.at) == ' ';
        in.at += padded ? 1 : 0;
        int day = in.digits(padded ? 1 : 2);
        in.skip(" ");
        int time = in.time();
        in.skip(" ");
        int year = in.digits(4);
        return in.moment(year, month, day, time, weekday);
    }

    /** Goes through a text of checked length; notes a fault and goes on. */
    private static final class Reader {
        private final String text;
        private int at;
        private boolean failed;

        Reader(String text) {
            this.text = text;
        }

        void skip(String expected) {
            failed |= !text.startsWith(expected, at);
            at += expected.length();
        }

        int digits(int count) {
            int number = 0;
            for (int i = 0; i < count; i++) {
                int digit = text.charAt(at++) - '0';
                failed |= digit < 0 || digit > 9;
                number = 10 * number + digit;
            }
            return number;
        }

        /** The day of the week: its first three letters, or the whole name where there are more. */
        int weekday(int letters) {
            int found = -1;
            for (int i = 0; i < DAYS.length; i++) {
                boolean fits = letters == 3 || DAYS[i].length() == letters;
                if (fits && text.regionMatches(at, DAYS[i], 0, letters)) {
                    found = i;
                }
            }
            failed |= found < 0;
            at += letters;
            return found;
        }

        /** 0 to 11. */
        int month() {
            int found = MONTHS.indexOf(text.substring(at, at + 3));
            failed |= found < 0 || found % 3 != 0;
            at += 3;
            return found / 3;
        }

        /** Seconds of the day; a leap second counts as the first of the next minute. */
        int time() {
            int hour = digits(2);
            skip(":");
            int minute = digits(2);
            skip(":");
            int second = digits(2);
            failed |= hour > 23 || minute > 59 || second > 60;
            return 3_600 * hour + 60 * minute + second;
        }

        long moment(int year, int month, int day, int time, int weekday) {
            if (failed || day < 1 || day > 31) {
                return NONE;
            }
            long days = days(year, month, day);
            long nextMonth = month == 11 ? days(year + 1, 0, 1) : days(year, month + 1, 1);
            return days < nextMonth && weekdayOf(days) == weekday ? days * DAY + time : NONE;
        }
    }
}
