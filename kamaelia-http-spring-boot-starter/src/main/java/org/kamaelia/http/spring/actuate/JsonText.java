package org.kamaelia.http.spring.actuate;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;

/**
 * Reads the JSON object in the body of a request (RFC 8259), strictly. Malformed JSON, a duplicate member, and nesting
 * of more than {@value #MAX_DEPTH} levels get 400 with the position of the fault. Text becomes a String, a number a
 * Long or a BigDecimal, an object a Map, an array a List.
 */
final class JsonText {
    private static final int MAX_DEPTH = 32;
    private static final int LONGEST_LONG = 18;
    private static final int MAX_SCALE = 1_000;
    private static final int MAX_DIGITS = 2_000;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * The members of the object; no members if the body is only white space.
     *
     * @throws StatusException 400 if the body is not a JSON object
     */
    static Map<String, @Nullable Object> object(byte[] utf8) {
        JsonText reader = new JsonText(decode(utf8));
        reader.skipSpace();
        if (reader.at == reader.text.length()) {
            return Map.of();
        }
        if (reader.peek() != '{') {
            throw reader.fault("an object was expected");
        }
        Map<String, @Nullable Object> members = reader.members(1);
        reader.skipSpace();
        if (reader.at < reader.text.length()) {
            throw reader.fault("text follows the object");
        }
        return members;
    }

    private static String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StatusException(400, "The body is not UTF-8, which JSON requires");
        }
    }

    private StatusException fault(String what) {
        return new StatusException(400, "The body is not the expected JSON: " + what + " at character " + at);
    }

    private char peek() {
        if (at == text.length()) {
            throw fault("the text is incomplete");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char wanted) {
        skipSpace();
        boolean here = peek() == wanted;
        at += here ? 1 : 0;
        return here;
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw fault("'" + wanted + "' was expected");
        }
    }

    private @Nullable Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw fault("the object is nested too deeply");
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> elements(depth);
            case '"' -> string();
            case 't' -> literal("true", Boolean.TRUE);
            case 'f' -> literal("false", Boolean.FALSE);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> members(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        expect('{');
        if (take('}')) {
            return members;
        }
        do {
            skipSpace();
            String name = string();
            expect(':');
            if (members.containsKey(name)) {
                throw fault("the member \"" + name + "\" appears twice");
            }
            members.put(name, value(depth + 1));
        } while (take(','));
        expect('}');
        return members;
    }

    private List<@Nullable Object> elements(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        expect('[');
        if (take(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
        } while (take(','));
        expect(']');
        return elements;
    }

    private @Nullable Object literal(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            throw fault("a value was expected");
        }
        at += word.length();
        return meaning;
    }

    private String string() {
        if (peek() != '"') {
            throw fault("text in quotes was expected");
        }
        at++;
        StringBuilder content = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw fault("a control character is not escaped");
            }
            content.append(c == '\\' ? escaped() : c);
        }
        return content.toString();
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) (digit() << 12 | digit() << 8 | digit() << 4 | digit());
            default -> throw fault("an escape is unknown");
        };
    }

    private int digit() {
        char c = next();
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw fault("a hexadecimal digit was expected");
        }
        return digit;
    }

    private Object number() {
        int start = at;
        at += peek() == '-' ? 1 : 0;
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
            whole = false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            at += peek() == '+' || peek() == '-' ? 1 : 0;
            digits();
            whole = false;
        }
        if (at - start > MAX_DIGITS) {
            throw fault("a number has more than " + MAX_DIGITS + " characters"); // converting takes quadratic time
        }
        String digits = text.substring(start, at);
        return whole && digits.length() <= LONGEST_LONG ? (Object) Long.valueOf(digits) : decimal(digits);
    }

    /**
     * A decimal number with a bounded exponent. Converting a decimal with a large exponent to a whole number would
     * write out all its zeros.
     */
    private BigDecimal decimal(String digits) {
        try {
            BigDecimal decimal = new BigDecimal(digits);
            if (Math.abs((long) decimal.scale()) <= MAX_SCALE) {
                return decimal;
            }
        } catch (NumberFormatException tooLarge) {
            // refused below
        }
        throw fault("a number is too large or too small");
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw fault("a value was expected");
        }
    }
}
