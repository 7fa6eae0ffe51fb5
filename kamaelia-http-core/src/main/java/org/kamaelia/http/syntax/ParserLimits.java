package org.kamaelia.http.syntax;

import java.util.Locale;

/**
 * The most that the head of a request, a chunk line or a trailer section may have. The size of a body is not limited here,
 * since that limit may depend on the path.
 *
 * @param requestLine    octets of the request line without its line end, 64 to 524,288; 414 past it
 * @param headerSection  octets of all field lines with their line ends and the empty line that follows them, 64 to
 *                       524,288; 431 past it
 * @param fields         number of field lines in a header section, and in a trailer section, 1 to 10,000; 431 past it
 *                       in the header section, 400 in a trailer section
 * @param chunkLine      octets of a chunk-size line with its extensions, without its line end, 8 to 65,536; 400 past it
 * @param trailerSection octets of a trailer section, counted as a header section, 2 to 524,288; 400 past it
 * @param strictTargets  whether a target must keep to the grammar of RFC 3986. Otherwise it may also have the characters
 *                       that browsers send raw by the URL standard: {@code [ ] | ^} in the path, and these and
 *                       <code>{ } `</code> and the backslash in the query. They are passed on unchanged
 */
public record ParserLimits(
        int requestLine, int headerSection, int fields, int chunkLine, int trailerSection, boolean strictTargets) {

    private static final int SECTION_MAX = 512 * 1024;
    private static final ParserLimits DEFAULTS = new ParserLimits(8 * 1024, 16 * 1024, 100, 256, 8 * 1024);

    /** Makes limits with the characters of the URL standard allowed in targets. */
    public ParserLimits(int requestLine, int headerSection, int fields, int chunkLine, int trailerSection) {
        this(requestLine, headerSection, fields, chunkLine, trailerSection, false);
    }

    /** @throws IllegalArgumentException if a limit is out of its range; the message names the limit and the range */
    public ParserLimits {
        check("request line", "octets", requestLine, 64, SECTION_MAX);
        check("header section", "octets", headerSection, 64, SECTION_MAX);
        check("number of fields", "field lines", fields, 1, 10_000);
        check("chunk-size line", "octets", chunkLine, 8, 64 * 1024);
        check("trailer section", "octets", trailerSection, 2, SECTION_MAX);
    }

    /** 8 KiB request line, 16 KiB header section, 100 fields, 256 octets a chunk line, 8 KiB trailer section. */
    public static ParserLimits defaults() {
        return DEFAULTS;
    }

    /** Returns a copy that accepts only targets by the grammar of RFC 3986, or also the characters of the URL standard. */
    public ParserLimits strictTargets(boolean strict) {
        return new ParserLimits(requestLine, headerSection, fields, chunkLine, trailerSection, strict);
    }

    private static void check(String what, String unit, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The limit of the %s must be between %,d and %,d %s, but it is %,d.",
                    what,
                    least,
                    most,
                    unit,
                    value));
        }
    }
}
