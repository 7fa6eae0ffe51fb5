package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.ResourceSource.Entry;
import org.kamaelia.http.content.ResourceSource.Listing;
import org.kamaelia.http.syntax.HttpDate;

/** A directory as an HTML page. All names are escaped, because the page must not trust the names of files. */
final class ListingPage {
    private static final Comparator<Entry> DIRECTORIES_FIRST =
            Comparator.comparing((Entry entry) -> !entry.isDirectory()).thenComparing(Entry::name);

    private static final String STYLE = "body{font-family:sans-serif;margin:2em}td,th{padding:.2em 1em;text-align:left}"
            + "td:nth-child(2){text-align:right}";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ListingPage() {}

    /**
     * A page.
     *
     * @param path the decoded path of the directory below the root
     * @param dotFiles whether names that begin with a dot are shown
     */
    static Response of(ResourcePath path, Listing listing, boolean dotFiles) {
        List<String> segments = path.segments();
        String title = "Index of /" + (segments.isEmpty() ? "" : String.join("/", segments) + "/");
        StringBuilder page = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(text(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head>\n<body><h1>")
                .append(text(title))
                .append("</h1>\n<table><tr><th>Name</th><th>Bytes</th><th>Last modified</th></tr>\n");
        if (!segments.isEmpty()) {
            page.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
        }
        listing.entries().stream()
                .filter(entry -> ResourcePath.of("/" + href(entry.name()), dotFiles) != null)
                .sorted(DIRECTORIES_FIRST)
                .forEach(entry -> row(page, entry));
        page.append("</table>\n");
        if (!listing.isComplete()) {
            page.append("<p>There are more.</p>\n");
        }
        page.append("</body></html>\n");
        return Response.bytes("text/html; charset=utf-8", page.toString().getBytes(UTF_8))
                .header("Cache-Control", "no-cache")
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    }

    private static void row(StringBuilder page, Entry entry) {
        String slash = entry.isDirectory() ? "/" : "";
        page.append("<tr><td><a href=\"./")
                .append(href(entry.name()))
                .append(slash)
                .append("\">");
        page.append(text(entry.name())).append(slash).append("</a></td><td>");
        page.append(entry.isDirectory() ? "" : entry.length()).append("</td><td>");
        if (entry.modified() != HttpDate.NONE) {
            page.append(Instant.ofEpochSecond(entry.modified()));
        }
        page.append("</td></tr>\n");
    }

    private static String text(String text) {
        return ErrorPages.escape(text);
    }

    /**
     * A name as a segment of a path. Every octet that is not an unreserved character is percent-encoded in upper case
     * (RFC 3986 sections 2.1 and 2.3).
     */
    static String href(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits((byte) c));
            }
        }
        return encoded.toString();
    }
}
