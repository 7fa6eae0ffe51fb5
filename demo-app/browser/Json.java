import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) as maps, lists, strings, doubles, booleans and null. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if the text is malformed
     */
    static Object read(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        reader.space();
        if (reader.at != text.length()) {
            throw reader.malformed();
        }
        return value;
    }

    /** The value under these names in nested objects; null if a name is missing. */
    static Object at(Object value, String... names) {
        Object inner = value;
        for (String name : names) {
            inner = inner instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return inner;
    }

    /** The value under these names as text; empty if there is none. */
    static String text(Object value, String... names) {
        Object found = at(value, names);
        return found == null ? "" : found.toString();
    }

    /** The value under these names as a number; 0 if there is none. */
    static double number(Object value, String... names) {
        return at(value, names) instanceof Double number ? number : 0;
    }

    /** A string as a JSON literal. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("Malformed JSON at character " + at + " of " + text.length());
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        space();
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private boolean takes(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void take(char c) {
        if (!takes(c)) {
            throw malformed();
        }
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw malformed();
        }
        at += word.length();
        return value;
    }

    private Double number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return Double.valueOf(text.substring(from, at));
    }

    private Map<String, Object> object() {
        Map<String, Object> all = new LinkedHashMap<>();
        take('{');
        if (takes('}')) {
            return all;
        }
        do {
            peek();
            String name = string();
            take(':');
            all.put(name, value());
        } while (takes(','));
        take('}');
        return all;
    }

    private List<Object> array() {
        List<Object> all = new ArrayList<>();
        take('[');
        if (takes(']')) {
            return all;
        }
        do {
            all.add(value());
        } while (takes(','));
        take(']');
        return all;
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escaped() : c);
        }
        if (at == text.length()) {
            throw malformed();
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "bfnrt".indexOf(c);
        return known < 0 ? c : "\b\f\n\r\t".charAt(known);
    }
}
