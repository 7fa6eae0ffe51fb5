package org.kamaelia.verification.smuggling;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every request that reached a handler of one origin server, in the order of arrival. Thread-safe. */
final class Recorder {
    /** So much of a body is kept. */
    private static final int BODY_MAX = 64 * 1024;

    private final List<Seen> seen = new ArrayList<>();

    /** A request as its handler saw it. */
    static final class Seen {
        private final String request;
        private final String connection;
        private final List<Map.Entry<String, String>> fields;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean complete;

        private Seen(String request, String connection, List<Map.Entry<String, String>> fields) {
            this.request = request;
            this.connection = connection;
            this.fields = fields;
        }

        /** Method and target. */
        String request() {
            return request;
        }

        /** What tells the connection from others. */
        String connection() {
            return connection;
        }

        /** The values of the fields of a name. */
        List<String> all(String name) {
            return fields.stream()
                    .filter(field -> field.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /** All field values and the body, for a search. */
        synchronized String everything() {
            StringBuilder text = new StringBuilder(body());
            fields.forEach(field ->
                    text.append('\n').append(field.getKey()).append(": ").append(field.getValue()));
            return text.toString();
        }

        /** The octets of the body, one character each. */
        synchronized String body() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        /** Whether the body came to its end. */
        synchronized boolean complete() {
            return complete;
        }

        synchronized void add(byte[] octets) {
            body.write(octets, 0, Math.min(octets.length, BODY_MAX - body.size()));
        }

        synchronized void end() {
            complete = true;
        }
    }

    /** Notes a request; its body follows. */
    synchronized Seen note(String method, String target, String connection, List<Map.Entry<String, String>> fields) {
        Seen next = new Seen(method + " " + target, connection, fields);
        seen.add(next);
        return next;
    }

    /** What has been seen so far. */
    synchronized List<Seen> all() {
        return List.copyOf(seen);
    }

    /** The body of the answer to a request, given as method and target. */
    static String text(String request) {
        return "answer to " + request + "\n";
    }
}
