package org.kamaelia.fuzzing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One response read from memory by a client that forgives nothing (RFC 9112 4 to 7). It shares no code with the server.
 * What is malformed is an {@link AssertionError}.
 */
public final class StrictResponse {

    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    public final int status;
    public final List<Map.Entry<String, String>> fields = new ArrayList<>();
    public final List<Map.Entry<String, String>> trailers = new ArrayList<>();
    /** Whether all of the body is there. */
    public boolean complete = true;
    /** The index behind the response; that of the end of the octets if only the close ends it. */
    public int end;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String text;
    private int at;

    private StrictResponse(String text, int from) {
        this.text = text;
        this.at = from;
        String line = line();
        demand(line.startsWith("HTTP/1.1 ") && line.length() >= 13 && line.charAt(12) == ' ', "a status line: " + line);
        demand(line.substring(9, 12).chars().allMatch(c -> c >= '0' && c <= '9'), "three digits: " + line);
        demand(line.chars().allMatch(c -> c >= ' ' && c < 0x7f), "a reason phrase in ASCII: " + line);
        status = Integer.parseInt(line.substring(9, 12));
        section(fields);
    }

    /**
     * Reads the response that begins at {@code from}.
     *
     * @param toHead whether it answers HEAD
     */
    public static StrictResponse read(byte[] octets, int from, boolean toHead) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        StrictResponse response = new StrictResponse(text, from);
        response.body(toHead);
        response.end = response.at;
        return response;
    }

    public byte[] body() {
        return body.toByteArray();
    }

    /** The value of the only field line of that name; null if there is none. */
    public @Nullable String only(String name) {
        String value = null;
        for (Map.Entry<String, String> field : fields) {
            if (field.getKey().equalsIgnoreCase(name)) {
                demand(value == null, "one " + name);
                value = field.getValue();
            }
        }
        return value;
    }

    private String line() {
        int end = text.indexOf("\r\n", at);
        demand(end >= 0, "the end of a line");
        String line = text.substring(at, end);
        at = end + 2;
        demand(line.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f), "a line without control characters");
        return line;
    }

    private void section(List<Map.Entry<String, String>> into) {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            demand(colon > 0, "a name and a colon: " + line);
            String name = line.substring(0, colon);
            demand(name.chars().allMatch(c -> isToken((char) c)), "a token as name: " + name);
            into.add(Map.entry(name, trimmed(line.substring(colon + 1))));
        }
    }

    private static boolean isToken(char c) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return letter || c >= '0' && c <= '9' || TOKEN_SYMBOLS.indexOf(c) >= 0;
    }

    /** Without optional white space, as a recipient takes it. */
    public static String trimmed(String value) {
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

    /** The rules of RFC 9112 6.3, in their order. */
    private void body(boolean toHead) {
        String coding = only("Transfer-Encoding");
        String length = only("Content-Length");
        demand(coding == null || length == null, "not both length and coding");
        demand(length == null || !length.isEmpty() && length.chars().allMatch(c -> c >= '0' && c <= '9'), "digits");
        if (toHead || status < 200 || status == 204 || status == 304) {
            demand(status >= 200 && status != 204 || coding == null && length == null, "no framing for " + status);
            return;
        }
        if (coding != null) {
            demand(coding.equals("chunked"), "chunked: " + coding);
            chunks();
        } else if (length != null) {
            take(Long.parseLong(length));
        } else {
            demand("close".equals(only("Connection")), "a close that is said");
            take(text.length() - at);
        }
    }

    private void take(long length) {
        int some = (int) Math.min(length, text.length() - at);
        body.writeBytes(text.substring(at, at + some).getBytes(StandardCharsets.ISO_8859_1));
        at += some;
        complete = some == length;
    }

    private void chunks() {
        while (at < text.length()) {
            String line = line();
            demand(!line.isEmpty() && line.length() <= 8, "a chunk size: " + line);
            demand(line.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0), "a chunk size: " + line);
            int size = Integer.parseInt(line, 16);
            if (size == 0) {
                section(trailers);
                return;
            }
            take(size);
            demand(complete && line().isEmpty(), "a chunk with its end");
        }
        complete = false;
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("A strict client demands " + what);
        }
    }
}
