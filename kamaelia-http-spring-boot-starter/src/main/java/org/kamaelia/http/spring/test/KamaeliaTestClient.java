package org.kamaelia.http.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A test client of one server. It opens an HTTP/1.1 connection for each request, and waits at most 30 s for a response.
 * Thread-safe.
 */
public final class KamaeliaTestClient {
    private static final byte[] NOTHING = {};
    private static final int AT_ONCE = 4 * 1024;

    private final Connector connector;

    KamaeliaTestClient(Connector connector) {
        this.connector = connector;
    }

    /** Opens connections to the server. */
    @FunctionalInterface
    interface Connector {
        Connection connect() throws IOException;
    }

    /**
     * One connection.
     *
     * @param end closes the connection
     */
    record Connection(InputStream in, OutputStream out, Closeable end) implements Closeable {
        @Override
        public void close() throws IOException {
            end.close();
        }
    }

    /**
     * Sends GET.
     *
     * @param target path and query, percent-encoded
     * @param fields header fields such as {@code Accept: text/html}
     */
    public KamaeliaTestResponse get(String target, String... fields) {
        return exchange("GET", target, NOTHING, fields);
    }

    /** Sends POST with this text in UTF-8. */
    public KamaeliaTestResponse post(String target, String body, String... fields) {
        return exchange("POST", target, body.getBytes(StandardCharsets.UTF_8), fields);
    }

    /** Sends a request of any method. */
    public KamaeliaTestResponse exchange(String method, String target, byte[] body, String... fields) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        List<String> all = new ArrayList<>(List.of(fields));
        if (all.stream().noneMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("host:"))) {
            all.add("Host: localhost");
        }
        all.add("Connection: close");
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            all.add("Content-Length: " + body.length);
        }
        all.forEach(field -> head.append(field).append("\r\n"));
        try (Connection connection = connector.connect()) {
            OutputStream out = connection.out();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            send(body, out);
            return response(connection.in(), method.equals("HEAD"));
        } catch (IOException failure) {
            throw new UncheckedIOException(method + " " + target + " failed: " + failure.getMessage(), failure);
        }
    }

    /**
     * Sends a large body on a separate thread, because a server may respond before it has read the whole body, and then
     * wait for its client to read.
     */
    private static void send(byte[] body, OutputStream out) {
        Runnable sending = () -> {
            try {
                out.write(body);
                out.flush();
            } catch (IOException refused) {
                // the server may have responded and closed before it read the whole body; the response says why
            }
        };
        if (body.length <= AT_ONCE) {
            sending.run();
            return;
        }
        Thread sender = new Thread(sending, "kamaelia-test-client");
        sender.setDaemon(true);
        sender.start();
    }

    private static KamaeliaTestResponse response(InputStream in, boolean toHead) throws IOException {
        int status;
        Map<String, List<String>> fields;
        do {
            String first = line(in);
            if (!first.matches("HTTP/1\\.1 \\d{3} .*")) {
                throw new IOException("The server sent no HTTP response but \"" + first + "\"");
            }
            status = Integer.parseInt(first.substring(9, 12));
            fields = fields(in);
        } while (status < 200);
        if (toHead || status == 204 || status == 304) {
            return new KamaeliaTestResponse(status, fields, NOTHING);
        }
        String length = fields.getOrDefault("content-length", List.of("")).get(0);
        byte[] body = fields.containsKey("transfer-encoding")
                ? chunks(in)
                : length.isEmpty() ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
        return new KamaeliaTestResponse(status, fields, body);
    }

    private static Map<String, List<String>> fields(InputStream in) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line; !(line = line(in)).isEmpty(); ) {
            String[] parts = line.split(":", 2);
            fields.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(parts.length < 2 ? "" : parts[1].strip());
        }
        return fields;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            if (size == 0) {
                fields(in); // trailers
                return body.toByteArray();
            }
            body.write(exactly(in, size));
            line(in);
        }
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("The response ended early, after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet; (octet = in.read()) != '\n'; ) {
            if (octet < 0) {
                throw new IOException(
                        "The response ended early, after \"" + line.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
