package org.kamaelia.http.syntax;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value with parameters, such as those of Content-Type and Content-Disposition (RFC 9110 section 5.6.6).
 *
 * @param name the value up to the first parameter, in lower case
 * @param parameters names in lower case, values unquoted; the first of a name counts
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
        int semicolon = value.indexOf(';');
        String name =
                (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = semicolon < 0 ? value.length() : semicolon;
        while (at >= 0 && at < value.length()) {
            at = parameter(value, at + 1, parameters);
        }
        return at < 0 || name.isEmpty() ? null : new Parameterized(name, parameters);
    }

    /** The value of a parameter; null if there is none of that name. */
    public @Nullable String parameter(String of) {
        return parameters.get(of);
    }

    /** Reads one parameter behind a semicolon; answers the index of the next semicolon, or -1 if it is malformed. */
    private static int parameter(String value, int from, Map<String, String> into) {
        int at = skipBlank(value, from);
        if (at == value.length() || value.charAt(at) == ';') {
            return at;
        }
        int equals = tokenEnd(value, at);
        if (equals == at || equals == value.length() || value.charAt(equals) != '=') {
            return -1;
        }
        String name = value.substring(at, equals).toLowerCase(Locale.ROOT);
        int end;
        if (equals + 1 < value.length() && value.charAt(equals + 1) == '"') {
            StringBuilder text = new StringBuilder();
            end = unquote(value, equals + 2, text);
            if (end < 0) {
                return -1;
            }
            into.putIfAbsent(name, text.toString());
        } else {
            end = tokenEnd(value, equals + 1);
            into.putIfAbsent(name, value.substring(equals + 1, end));
        }
        end = skipBlank(value, end);
        return end == value.length() || value.charAt(end) == ';' ? end : -1;
    }

    /**
     * Reads up to the closing quote; answers the index behind it, or -1. A backslash stands for itself unless a quote or
     * a backslash follows, since file names of old clients have it.
     */
    private static int unquote(String value, int from, StringBuilder into) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            boolean escapes = c == '\\' && i + 1 < value.length() && "\"\\".indexOf(value.charAt(i + 1)) >= 0;
            into.append(escapes ? value.charAt(++i) : c);
        }
        return -1;
    }

    private static int skipBlank(String value, int from) {
        int i = from;
        while (i < value.length() && (value.charAt(i) == ' ' || value.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private static int tokenEnd(String value, int from) {
        int i = from;
        while (i < value.length() && Ascii.is(value.charAt(i), Ascii.TOKEN)) {
            i++;
        }
        return i;
    }
}
