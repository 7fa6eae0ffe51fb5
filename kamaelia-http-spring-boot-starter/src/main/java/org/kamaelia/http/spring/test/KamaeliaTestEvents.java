package org.kamaelia.http.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response whose events are read one after the other, as the server sends them. Close it to leave the stream. Not
 * thread-safe.
 */
public final class KamaeliaTestEvents implements AutoCloseable {
    private final TestExchange exchange;
    private final TestExchange.Head head;
    private final InputStream body;
    private String id = "";

    KamaeliaTestEvents(TestExchange exchange, TestExchange.Head head, InputStream body) {
        this.exchange = exchange;
        this.head = head;
        this.body = body;
    }

    /** The status code. */
    public int status() {
        return head.status();
    }

    /** The value of the first field of this name, case-insensitive; null if there is none. */
    public @Nullable String header(String name) {
        List<String> values = fields().get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** The header fields, by their names in lower case. */
    public Map<String, List<String>> fields() {
        return head.fields();
    }

    /**
     * Waits for the next event. Comments are left out.
     *
     * @return null if the stream has ended
     * @throws UncheckedIOException if the connection breaks, or the time for the whole exchange is over
     */
    public @Nullable KamaeliaTestEvent next() {
        String name = "";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line; (line = line()) != null; ) {
            if (line.isEmpty()) {
                if (any) {
                    data.setLength(data.length() - 1);
                    return new KamaeliaTestEvent(id, name.isEmpty() ? "message" : name, data.toString());
                }
                name = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + (line.startsWith(" ", colon + 1) ? 2 : 1));
            switch (field) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> {
                    data.append(value).append('\n');
                    any = true;
                }
                default -> {} // a comment, or a field that is ignored
            }
        }
        return null;
    }

    /** The next line; null at the end. An event that the end cuts off is no event. */
    private @Nullable String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int octet; (octet = body.read()) != '\n'; ) {
                if (octet < 0) {
                    return null;
                }
                line.write(octet);
            }
        } catch (IOException failure) {
            IOException explained = exchange.explained(failure);
            throw new UncheckedIOException(explained.getMessage(), explained);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Leaves the stream. */
    @Override
    public void close() {
        try {
            exchange.close();
        } catch (IOException unimportant) {
            // the server may have closed before
        }
    }
}
