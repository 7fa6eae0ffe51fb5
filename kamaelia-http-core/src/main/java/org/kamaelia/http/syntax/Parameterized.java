package org.kamaelia.http.syntax;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value with parameters, such as those of Content-Type and Content-Disposition (RFC 9110 section 5.6.6).
 *
 * <p><b>Lenient where clients are.</b> A value without quotes may have any visible character, and spaces inside, up to
 * the next semicolon: {@code name=f[]}, {@code boundary=a=b/c}. In quotes a backslash escapes a quote or a backslash and
 * otherwise stands for itself ({@code C:\dir\a.txt}). Browsers escape nothing and write {@code %22} for a quote, so a
 * value that is malformed in this reading is read again with all backslashes standing for themselves: {@code "dir\"}.
 *
 * <p><b>Strict where two readers could disagree</b>, so that a filter in front of the server and the server see the same
 * value. Malformed are: a quote inside a value without quotes, white space beside an equals sign, text behind a closing
 * quote, a quote that is not closed, and two parameters of one name with different values.
 *
 * @param name the value up to the first parameter, in lower case
 * @param parameters names in lower case, values unquoted
 */
public record Parameterized(String name, Map<String, String> parameters) {
    /**
     * Reads a value.
     *
     * @return null if there is none, or it is malformed
     */
    public static @Nullable Parameterized of(@Nullable String value) {
        if (value == null) {
            return null;
        }
        Parameterized read = new Reader(value, true).read();
        return read != null || value.indexOf('\\') < 0 ? read : new Reader(value, false).read();
    }

    /** The value of a parameter; null if there is none of that name. */
    public @Nullable String parameter(String of) {
        return parameters.get(of);
    }

    /** One reading of one value. */
    private static final class Reader {
        private final String value;
        private final boolean escapes;
        private final Map<String, String> parameters = new LinkedHashMap<>();

        /**
         * A reading.
         *
         * @param escapes whether a backslash escapes a quote or a backslash
         */
        Reader(String value, boolean escapes) {
            this.value = value;
            this.escapes = escapes;
        }

        @Nullable
        Parameterized read() {
            int semicolon = value.indexOf(';');
            String name = (semicolon < 0 ? value : value.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            int at = semicolon < 0 ? value.length() : semicolon;
            while (at >= 0 && at < value.length()) {
                at = parameter(at + 1);
            }
            return at < 0 || name.isEmpty() ? null : new Parameterized(name, parameters);
        }

        /** Reads one parameter behind a semicolon; answers the index of the next semicolon, or -1 if it is malformed. */
        private int parameter(int from) {
            int at = skipBlank(from);
            if (at == value.length() || value.charAt(at) == ';') {
                return at;
            }
            int equals = tokenEnd(at);
            if (equals == at || equals == value.length() || value.charAt(equals) != '=') {
                return -1;
            }
            String name = value.substring(at, equals).toLowerCase(Locale.ROOT);
            boolean quoted = equals + 1 < value.length() && value.charAt(equals + 1) == '"';
            StringBuilder content = new StringBuilder();
            int end = quoted ? quoted(equals + 2, content) : plain(equals + 1, content);
            if (end < 0) {
                return -1;
            }
            String text = content.toString();
            String other = parameters.putIfAbsent(name, text);
            return other == null || other.equals(text) ? end : -1;
        }

        /** Reads up to the semicolon behind the closing quote; answers its index, or -1. */
        private int quoted(int from, StringBuilder into) {
            for (int i = from; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"') {
                    int end = skipBlank(i + 1);
                    return end == value.length() || value.charAt(end) == ';' ? end : -1;
                }
                boolean isEscape =
                        escapes && c == '\\' && i + 1 < value.length() && "\"\\".indexOf(value.charAt(i + 1)) >= 0;
                into.append(isEscape ? value.charAt(++i) : c);
            }
            return -1;
        }

        /** Reads up to the next semicolon, without white space at the end; answers its index, or -1. */
        private int plain(int from, StringBuilder into) {
            int semicolon = value.indexOf(';', from);
            int end = semicolon < 0 ? value.length() : semicolon;
            if (skipBlank(from) != from || value.substring(from, end).indexOf('"') >= 0) {
                return -1;
            }
            into.append(value.substring(from, end).stripTrailing());
            return end;
        }

        private int skipBlank(int from) {
            int i = from;
            while (i < value.length() && (value.charAt(i) == ' ' || value.charAt(i) == '\t')) {
                i++;
            }
            return i;
        }

        private int tokenEnd(int from) {
            int i = from;
            while (i < value.length() && Ascii.is(value.charAt(i), Ascii.TOKEN)) {
                i++;
            }
            return i;
        }
    }
}
