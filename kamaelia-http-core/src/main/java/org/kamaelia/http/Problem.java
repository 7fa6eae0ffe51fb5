package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.kamaelia.http.syntax.StatusCodes;

/**
 * Problem details (RFC 9457): an error for programs, in {@code application/problem+json}.
 *
 * <pre>{@code
 * return Problem.of(409).type("https://example.com/sold-out").title("Sold out").with("left", "0").response();
 * }</pre>
 *
 * <p>Immutable: every method answers a new object. All text is escaped.
 */
public final class Problem {
    /** The media type. */
    public static final String TYPE = "application/problem+json";

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{2,}");

    private final int status;
    private final Map<String, String> members;

    private Problem(int status, Map<String, String> members) {
        this.status = status;
        this.members = members;
    }

    /**
     * A problem whose type is that of its status, with the reason phrase as title.
     *
     * @param status 400 to 599
     */
    public static Problem of(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A problem has a status from 400 to 599, not " + status);
        }
        Map<String, String> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", StatusCodes.reason(status));
        return new Problem(status, members);
    }

    private Problem put(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, more);
    }

    /** The same with a URI that names this kind of problem. */
    public Problem type(String uri) {
        return put("type", uri);
    }

    /** The same with a title, which is the same for all problems of this type. */
    public Problem title(String text) {
        return put("title", text);
    }

    /** The same with a sentence about this very occurrence. */
    public Problem detail(String sentence) {
        return put("detail", sentence);
    }

    /** The same with a URI that names this very occurrence. */
    public Problem instance(String uri) {
        return put("instance", uri);
    }

    /**
     * The same with a member of its own.
     *
     * @param name at least three letters, digits and underscores, beginning with a letter (RFC 9457 section 3.2)
     */
    public Problem with(String name, String value) {
        if (!MEMBER.matcher(name).matches() || name.equals("status")) {
            throw new IllegalArgumentException("A member has a name of at least three letters, digits and underscores"
                    + " and is not the status, unlike \"" + name + "\"");
        }
        return put(name, value);
    }

    /** A complete response. */
    public Response response() {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> {
            quote(json, name).append(':');
            quote(json, value).append(',');
            if (name.equals("title")) {
                json.append("\"status\":").append(status).append(',');
            }
        });
        json.setLength(json.length() - 1);
        return Response.bytes(TYPE, json.append("}\n").toString().getBytes(StandardCharsets.UTF_8))
                .status(status);
    }

    /** A string of JSON (RFC 8259 section 7); also safe inside of a script element. */
    private static StringBuilder quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == 0x7f || isLoneSurrogate(text, i)) {
                HEX.toHexDigits(json.append("\\u"), (byte) (c >> 8));
                HEX.toHexDigits(json, (byte) c);
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
