package org.kamaelia.http.spring;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.MDC;

/** Adds the diagnostic context (MDC) of a request, with its trace, to its line in JSON. */
final class DiagnosticContext {
    private static final int LONGEST = 1_024;
    private static final HexFormat HEX = HexFormat.of();

    private DiagnosticContext() {}

    /** The line with one more member, {@code mdc}, if the current thread has such a context. */
    static String into(String json) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        if (context == null || context.isEmpty()) {
            return json;
        }
        StringBuilder line = new StringBuilder(json).deleteCharAt(json.length() - 1);
        String before = ",\"mdc\":{";
        for (Map.Entry<String, String> entry : new TreeMap<>(context).entrySet()) {
            if (entry.getValue() != null) {
                text(line.append(before), entry.getKey());
                text(line.append(':'), entry.getValue());
                before = ",";
            }
        }
        return line.append(before.equals(",") ? "}}" : "}").toString();
    }

    private static void text(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                HEX.toHexDigits(line.append("\\u"), (byte) (c >> 8));
                HEX.toHexDigits(line, (byte) c);
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
