package org.kamaelia.benchmarks;

/** What {@code /json} serialises. */
record Message(String message) {
    /** This object as JSON (RFC 8259). */
    String toJson() {
        StringBuilder json = new StringBuilder(message.length() + 16).append("{\"message\":\"");
        for (int i = 0; i < message.length(); i++) {
            append(json, message.charAt(i));
        }
        return json.append("\"}").toString();
    }

    private static void append(StringBuilder json, char c) {
        if (c == '"' || c == '\\') {
            json.append('\\').append(c);
        } else if (c < ' ') {
            json.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
        } else {
            json.append(c);
        }
    }
}
