package org.kamaelia.http.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One request and its response on a connection of their own. The connection is cut when the time for the whole exchange
 * is over, so that neither a silent server nor one that sends an octet now and then holds a test up.
 */
final class TestExchange implements Closeable {
    private static final int AT_ONCE = 4 * 1024;

    private final Connection connection;
    private final Duration limit;
    private final CompletableFuture<Void> over;
    private volatile boolean late;

    /**
     * One connection.
     *
     * @param end closes the connection
     * @param cut closes the connection at once, on any thread, so that a read of it fails
     */
    record Connection(InputStream in, OutputStream out, Closeable end, Closeable cut) {}

    /** Opens connections to the server. */
    @FunctionalInterface
    interface Connector {
        Connection connect() throws IOException;
    }

    private TestExchange(Connection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
        this.over = new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
        over.thenRun(this::cut);
    }

    /** Sends a request. */
    static TestExchange send(Connector connector, Duration limit, String head, byte[] body) throws IOException {
        TestExchange exchange = new TestExchange(connector.connect(), limit);
        try {
            OutputStream out = exchange.connection.out();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            send(body, out);
            return exchange;
        } catch (IOException failure) {
            exchange.close();
            throw exchange.explained(failure);
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

    private void cut() {
        late = true;
        try {
            connection.cut().close();
        } catch (IOException unimportant) {
            // it is closed already
        }
    }

    /** The failure, or the limit behind it. */
    IOException explained(IOException failure) {
        return late
                ? new IOException("The exchange was not over within " + limit.toMillis() + " ms", failure)
                : failure;
    }

    /** The status and the fields of a response. */
    record Head(int status, Map<String, List<String>> fields) {}

    /** Reads the head of the final response. */
    Head head() throws IOException {
        try {
            while (true) {
                String first = line(connection.in());
                if (!first.matches("HTTP/1\\.1 \\d{3} .*")) {
                    throw new IOException("The server sent no HTTP response but \"" + first + "\"");
                }
                Head head = new Head(Integer.parseInt(first.substring(9, 12)), fields(connection.in()));
                if (head.status() >= 200) {
                    return head;
                }
            }
        } catch (IOException failure) {
            throw explained(failure);
        }
    }

    /** The body of the response, without its framing. Its reads fail if it ends early. */
    InputStream body(Head head, boolean toHead) {
        if (toHead || head.status() == 204 || head.status() == 304) {
            return InputStream.nullInputStream();
        }
        if (head.fields().containsKey("transfer-encoding")) {
            return new TestBody(connection.in(), true, 0);
        }
        String length =
                head.fields().getOrDefault("content-length", List.of("")).get(0);
        return length.isEmpty() ? connection.in() : new TestBody(connection.in(), false, Long.parseLong(length));
    }

    static Map<String, List<String>> fields(InputStream in) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line; !(line = line(in)).isEmpty(); ) {
            String[] parts = line.split(":", 2);
            fields.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(parts.length < 2 ? "" : parts[1].strip());
        }
        return fields;
    }

    static String line(InputStream in) throws IOException {
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

    @Override
    public void close() throws IOException {
        over.cancel(false);
        connection.end().close();
    }
}
