package org.kamaelia.http.websocket.frame;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;

/**
 * One extension that a client offers in Sec-WebSocket-Extensions (RFC 6455 section 9.1).
 *
 * @param name the name of the extension
 * @param parameters its parameters, in order
 */
public record ExtensionOffer(String name, List<Parameter> parameters) {
    /**
     * A parameter of an offer.
     *
     * @param value the value, unquoted; null if there is none
     */
    public record Parameter(String name, @Nullable String value) {}

    /**
     * Reads the field.
     *
     * @param field the value of all field lines, joined by commas; null if there is none
     * @return null if the field is malformed
     */
    public static @Nullable List<ExtensionOffer> read(@Nullable String field) {
        return field == null ? List.of() : new Reader(field).read();
    }

    private static final class Reader {
        private final String field;
        private int at;

        Reader(String field) {
            this.field = field;
        }

        @Nullable
        List<ExtensionOffer> read() {
            List<ExtensionOffer> offers = new ArrayList<>();
            while (true) {
                skipBlank();
                if (at < field.length() && field.charAt(at) != ',') { // an empty element counts for nothing
                    ExtensionOffer offer = offer();
                    if (offer == null) {
                        return null;
                    }
                    offers.add(offer);
                }
                if (at == field.length()) {
                    return offers.isEmpty() ? null : offers;
                }
                if (!skip(',')) {
                    return null;
                }
            }
        }

        private @Nullable ExtensionOffer offer() {
            String name = token();
            List<Parameter> parameters = new ArrayList<>();
            skipBlank();
            while (skip(';')) {
                skipBlank();
                Parameter parameter = parameter();
                if (parameter == null) {
                    return null;
                }
                parameters.add(parameter);
                skipBlank();
            }
            return name.isEmpty() ? null : new ExtensionOffer(name, parameters);
        }

        private @Nullable Parameter parameter() {
            String name = token();
            skipBlank();
            if (name.isEmpty()) {
                return null;
            }
            if (!skip('=')) {
                return new Parameter(name, null);
            }
            skipBlank();
            String value = skip('"') ? quoted() : token();
            return value == null || value.isEmpty() ? null : new Parameter(name, value);
        }

        /** Section 9.1: what is quoted must be a token when it has been unquoted. */
        private @Nullable String quoted() {
            StringBuilder text = new StringBuilder();
            while (at < field.length()) {
                char c = field.charAt(at++);
                if (c == '"') {
                    return text.toString();
                }
                if (c == '\\' && at < field.length()) {
                    c = field.charAt(at++);
                }
                if (!Ascii.is(c, Ascii.TOKEN)) {
                    return null;
                }
                text.append(c);
            }
            return null;
        }

        private String token() {
            int from = at;
            while (at < field.length() && Ascii.is(field.charAt(at), Ascii.TOKEN)) {
                at++;
            }
            return field.substring(from, at);
        }

        private boolean skip(char c) {
            boolean found = at < field.length() && field.charAt(at) == c;
            if (found) {
                at++;
            }
            return found;
        }

        private void skipBlank() {
            while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}
