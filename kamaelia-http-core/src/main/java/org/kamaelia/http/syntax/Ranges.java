package org.kamaelia.http.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The byte ranges that a Range field asks for (RFC 9110 section 14), resolved against the length of a representation.
 *
 * <p>More than {@value #MOST} ranges are not honoured, nor are ranges of which more than two overlap: both are signs of a
 * broken client or an attack (section 14.2), and the whole representation is the answer. Two that overlap become one.
 *
 * @param kind what to do
 * @param list the ranges in the order of the request; empty unless the kind is {@link Kind#SATISFIABLE}
 */
public record Ranges(Kind kind, List<Range> list) {
    /** The most ranges that are honoured in one request. */
    public static final int MOST = 16;

    private static final Ranges IGNORED = new Ranges(Kind.IGNORED, List.of());
    private static final Ranges UNSATISFIABLE = new Ranges(Kind.UNSATISFIABLE, List.of());
    private static final Range MALFORMED = new Range(-1, -1);
    private static final Range NOWHERE = new Range(-2, -2);
    private static final Range WHOLE = new Range(-3, -3);

    /** How a Range field is answered. */
    public enum Kind {
        /** The field is ignored: it has another unit, is malformed, or has more ranges than are honoured. */
        IGNORED,
        /** None of the ranges lies within the representation: 416. */
        UNSATISFIABLE,
        /** There is at least one range: 206. */
        SATISFIABLE
    }

    /**
     * Octets of a representation.
     *
     * @param first the first, counted from 0
     * @param last the last, at least {@code first}
     */
    public record Range(long first, long last) {
        /** The number of octets. */
        public long length() {
            return last - first + 1;
        }

        private boolean overlaps(Range other) {
            return first <= other.last && other.first <= last;
        }

        private Range with(Range other) {
            return new Range(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /**
     * Reads the value of a Range field.
     *
     * @param value all lines of the field joined, so that a field in two lines is malformed
     * @param length octets of the representation
     */
    public static Ranges of(String value, long length) {
        if (!value.regionMatches(true, 0, "bytes=", 0, 6)) {
            return IGNORED;
        }
        List<Range> ranges = new ArrayList<>(2);
        int overlaps = 0;
        boolean any = false;
        int from = 6;
        while (from <= value.length()) {
            int comma = value.indexOf(',', from);
            int end = comma < 0 ? value.length() : comma;
            Range range = resolve(value, from, end, length);
            from = end + 1;
            if (range == null) {
                continue;
            }
            if (range == MALFORMED || range == WHOLE) {
                return IGNORED;
            }
            any = true;
            if (range != NOWHERE) {
                overlaps += add(ranges, range);
            }
            if (overlaps > 1 || ranges.size() > MOST) {
                return IGNORED;
            }
        }
        if (!any) {
            return IGNORED;
        }
        return ranges.isEmpty() ? UNSATISFIABLE : new Ranges(Kind.SATISFIABLE, List.copyOf(ranges));
    }

    /** Adds a range, or widens the range that it overlaps; returns how many ranges it overlaps. */
    private static int add(List<Range> ranges, Range range) {
        int overlaps = 0;
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).overlaps(range)) {
                overlaps++;
                ranges.set(i, ranges.get(i).with(range));
            }
        }
        if (overlaps == 0) {
            ranges.add(range);
        }
        return overlaps;
    }

    /** The octets that one member stands for, null for an empty member, or one of the three marks. */
    private static @Nullable Range resolve(String value, int from, int to, long length) {
        int start = skipBlank(value, from, to);
        int first = digitsEnd(value, start, to);
        boolean dash = first < to && value.charAt(first) == '-';
        int second = dash ? digitsEnd(value, first + 1, to) : first;
        if (skipBlank(value, second, to) < to) {
            return MALFORMED;
        }
        if (start == second) {
            return null; // RFC 9110 section 5.6.1.2
        }
        if (!dash || start == first && first + 1 == second) {
            return MALFORMED;
        }
        if (start == first) {
            return suffix(number(value, first + 1, second), length);
        }
        long begin = number(value, start, first);
        long last = first + 1 == second ? Long.MAX_VALUE : number(value, first + 1, second);
        if (last < begin) {
            return MALFORMED;
        }
        return begin >= length ? NOWHERE : new Range(begin, Math.min(last, length - 1));
    }

    private static Range suffix(long octets, long length) {
        if (octets == 0) {
            return NOWHERE;
        }
        // The end of nothing is satisfiable (section 14.1.2), and no Content-Range can say so.
        return length == 0 ? WHOLE : new Range(Math.max(0, length - octets), length - 1);
    }

    private static int skipBlank(String value, int from, int to) {
        int i = from;
        while (i < to && (value.charAt(i) == ' ' || value.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private static int digitsEnd(String value, int from, int to) {
        int i = from;
        while (i < to && Ascii.is(value.charAt(i), Ascii.DIGIT)) {
            i++;
        }
        return i;
    }

    /** A number of any length; a number that is too large for a long becomes the largest long. */
    private static long number(String value, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = value.charAt(i) - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
