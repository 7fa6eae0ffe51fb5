package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.kamaelia.http.syntax.StatusCodes;

/**
 * Problem details (RFC 9457): a machine-readable error in {@code application/problem+json}.
 *
 * <pre>{@code
 * return Problem.of(409).type("https://example.com/sold-out").title("Sold out").with("left", "0").response();
 * }</pre>
 *
 * <p>Immutable: every method returns a new object. All text is escaped.
 */
public final class Problem {
    /** The media type. */
    public static final String TYPE = "application/problem+json";

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{2,}");

    private final int status;
    private final Map<String, String> members;
    private final List<Map<String, String>> errors;

    private Problem(int status, Map<String, String> members, List<Map<String, String>> errors) {
        this.status = status;
        this.members = members;
        this.errors = errors;
    }

    /**
     * Makes a problem of the type {@code about:blank}, with the reason phrase of the status as its title.
     *
     * @param status 400 to 599
     * @throws IllegalArgumentException if the status is not in that range
     */
    public static Problem of(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A problem has a status from 400 to 599, not " + status);
        }
        Map<String, String> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", StatusCodes.reason(status));
        return new Problem(status, members, List.of());
    }

    private Problem put(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, more, errors);
    }

    /** Returns a copy with a URI that identifies this kind of problem. */
    public Problem type(String uri) {
        return put("type", uri);
    }

    /** Returns a copy with a title. All problems of one type should have the same title. */
    public Problem title(String text) {
        return put("title", text);
    }

    /** Returns a copy with a sentence about this occurrence of the problem. */
    public Problem detail(String sentence) {
        return put("detail", sentence);
    }

    /** Returns a copy with a URI that identifies this occurrence of the problem. */
    public Problem instance(String uri) {
        return put("instance", uri);
    }

    /**
     * Returns a copy with an extension member (RFC 9457 section 3.2). Its value is a string.
     *
     * @param name at least three characters: letters, digits and underscores, with a letter first; not {@code status}
     * @throws IllegalArgumentException if the name is not allowed
     */
    public Problem with(String name, String value) {
        if (!MEMBER.matcher(name).matches() || name.equals("status")) {
            throw new IllegalArgumentException(
                    "The name of a member has at least three letters, digits and underscores,"
                            + " begins with a letter and is not \"status\"; it was \"" + name + "\"");
        }
        return put(name, value);
    }

    /**
     * Returns a copy with one more element of the member {@code errors}, as in the example of RFC 9457 section 3: a
     * sentence about one fault, and where it is.
     *
     * @param place the name of the member that says where: {@code pointer} or {@code parameter}
     * @param where its value
     */
    public Problem error(String sentence, String place, String where) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("detail", sentence);
        error.put(place, where);
        List<Map<String, String>> more = new ArrayList<>(errors);
        more.add(error);
        return new Problem(status, members, more);
    }

    int status() {
        return status;
    }

    /** The sentence about this occurrence, or else the title, and then a sentence about each error. */
    List<String> sentences() {
        List<String> all = new ArrayList<>();
        all.add(members.getOrDefault("detail", members.get("title")));
        errors.forEach(error -> all.add(error.get("detail")));
        return all;
    }

    /** Returns a complete response with this problem as its body. */
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
        appendErrors(json);
        return Response.bytes(TYPE, json.append("}\n").toString().getBytes(StandardCharsets.UTF_8))
                .status(status);
    }

    private void appendErrors(StringBuilder json) {
        String before = ",\"errors\":[";
        for (Map<String, String> error : errors) {
            json.append(before).append('{');
            error.forEach((name, value) -> {
                quote(json, name).append(':');
                quote(json, value).append(',');
            });
            json.setCharAt(json.length() - 1, '}');
            before = ",";
        }
        json.append(errors.isEmpty() ? "" : "]");
    }

    /** Appends a JSON string (RFC 8259 section 7) that is also safe inside a script element. */
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
