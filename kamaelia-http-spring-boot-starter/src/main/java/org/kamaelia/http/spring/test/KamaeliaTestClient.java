package org.kamaelia.http.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A test client of one server. It opens an HTTP/1.1 connection for each request, and waits at most 30 s for the whole
 * exchange, from the connection to the last byte of the response. Thread-safe.
 *
 * <pre>{@code
 * KamaeliaTestResponse made = client.postJson("/orders", new Order("tea", 2));
 * assertThat(made.status()).isEqualTo(201);
 * assertThat(made.json(Order.class).article()).isEqualTo("tea");
 *
 * KamaeliaTestClient browser = client.withCookies();
 * browser.postForm("/login", "user", "ada", "password", "secret");
 *
 * try (KamaeliaTestEvents prices = client.events("/prices")) {
 *     assertThat(prices.next().data()).isEqualTo("42");
 * }
 * }</pre>
 */
public final class KamaeliaTestClient {
    private static final byte[] NOTHING = {};
    private static final Duration STANDARD_LIMIT = Duration.ofSeconds(30);

    private final TestExchange.Connector connector;
    private final Supplier<TestJson> json;
    private final Duration limit;
    private final @Nullable TestCookies cookies;
    private final List<String> always;

    KamaeliaTestClient(TestExchange.Connector connector, Supplier<TestJson> json) {
        this(connector, json, STANDARD_LIMIT, null, List.of());
    }

    private KamaeliaTestClient(
            TestExchange.Connector connector,
            Supplier<TestJson> json,
            Duration limit,
            @Nullable TestCookies cookies,
            List<String> always) {
        this.connector = connector;
        this.json = json;
        this.limit = limit;
        this.cookies = cookies;
        this.always = always;
    }

    /**
     * A client with another limit of the time for a whole exchange. A longer exchange fails with an {@link
     * UncheckedIOException}, however often the server sends something.
     *
     * @param whole more than 0
     */
    public KamaeliaTestClient within(Duration whole) {
        if (whole.isNegative() || whole.isZero()) {
            throw new IllegalArgumentException("The limit must be more than 0, not " + whole);
        }
        return new KamaeliaTestClient(connector, json, whole, cookies, always);
    }

    /**
     * A client that adds these header fields to every request, such as {@code Authorization: Bearer ...}. A field of a
     * request replaces a field of the same name.
     */
    public KamaeliaTestClient with(String... fields) {
        List<String> all = new ArrayList<>(always);
        all.addAll(List.of(fields));
        return new KamaeliaTestClient(connector, json, limit, cookies, List.copyOf(all));
    }

    /** A client that keeps the cookies of its responses and sends them with its requests. It begins without a cookie. */
    public KamaeliaTestClient withCookies() {
        return new KamaeliaTestClient(connector, json, limit, new TestCookies(), always);
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

    /** Sends POST with this value as JSON, written by the mapper of the application. */
    public KamaeliaTestResponse postJson(String target, Object value, String... fields) {
        return exchangeJson("POST", target, value, fields);
    }

    /** Sends a request of any method with this value as JSON. */
    public KamaeliaTestResponse exchangeJson(String method, String target, Object value, String... fields) {
        return exchange(method, target, json.get().write(value), and("Content-Type: application/json", fields));
    }

    /**
     * Sends a form ({@code application/x-www-form-urlencoded}).
     *
     * @param namesAndValues a name, its value, a name, its value, and so on
     */
    public KamaeliaTestResponse postForm(String target, String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "A value is missing for the name \"" + namesAndValues[namesAndValues.length - 1] + "\"");
        }
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return post(target, form.toString(), "Content-Type: application/x-www-form-urlencoded");
    }

    /** Sends a form with files ({@code multipart/form-data}, RFC 7578). */
    public KamaeliaTestResponse multipart(String target, KamaeliaTestPart... parts) {
        String boundary = UUID.randomUUID().toString();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (KamaeliaTestPart part : parts) {
            body.writeBytes(("--" + boundary + "\r\n").getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(part.head());
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return exchange("POST", target, body.toByteArray(), "Content-Type: multipart/form-data; boundary=" + boundary);
    }

    /** Sends GET and reads the events of the response as they come. Close the result. */
    public KamaeliaTestEvents events(String target, String... fields) {
        TestExchange exchange = send("GET", target, NOTHING, and("Accept: text/event-stream", fields));
        try {
            TestExchange.Head head = head(exchange, target);
            return new KamaeliaTestEvents(exchange, head, exchange.body(head, false));
        } catch (IOException failure) {
            close(exchange);
            throw failed("GET", target, failure);
        }
    }

    /** Sends a request of any method. */
    public KamaeliaTestResponse exchange(String method, String target, byte[] body, String... fields) {
        TestExchange exchange = send(method, target, body, fields);
        try {
            TestExchange.Head head = head(exchange, target);
            try (InputStream content = exchange.body(head, method.equals("HEAD"))) {
                return new KamaeliaTestResponse(head.status(), head.fields(), content.readAllBytes(), json);
            }
        } catch (IOException failure) {
            throw failed(method, target, exchange.explained(failure));
        } finally {
            close(exchange);
        }
    }

    private TestExchange send(String method, String target, byte[] body, String... fields) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        List<String> all = new ArrayList<>(List.of(fields));
        always.stream().filter(field -> !has(List.of(fields), name(field))).forEach(all::add);
        if (!has(all, "host")) {
            all.add("Host: localhost");
        }
        String kept = cookies == null ? null : cookies.field(target);
        if (kept != null) {
            all.add("Cookie: " + kept);
        }
        all.add("Connection: close");
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            all.add("Content-Length: " + body.length);
        }
        all.forEach(field -> head.append(field).append("\r\n"));
        try {
            return TestExchange.send(connector, limit, head.append("\r\n").toString(), body);
        } catch (IOException failure) {
            throw failed(method, target, failure);
        }
    }

    /**
     * Opens a WebSocket.
     *
     * @param target path and query, percent-encoded
     * @param fields header fields such as {@code Sec-WebSocket-Protocol: chat}
     * @throws IllegalStateException if the server does not open it; the message has the status of the response
     */
    public KamaeliaTestWebSocket webSocket(String target, String... fields) {
        List<String> all = new ArrayList<>(always);
        all.addAll(List.of(fields));
        return KamaeliaTestWebSocket.open(connector, target, all);
    }

    private TestExchange.Head head(TestExchange exchange, String target) throws IOException {
        TestExchange.Head head = exchange.head();
        if (cookies != null) {
            cookies.take(target, head.fields().getOrDefault("set-cookie", List.of()));
        }
        return head;
    }

    /** The fields of the caller, and another one if the caller has none of its name. */
    private static String[] and(String field, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        if (!has(all, name(field))) {
            all.add(field);
        }
        return all.toArray(String[]::new);
    }

    /** The name of a field, in lower case. */
    private static String name(String field) {
        return field.substring(0, Math.max(0, field.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    private static boolean has(List<String> fields, String name) {
        return fields.stream().anyMatch(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    }

    private static UncheckedIOException failed(String method, String target, IOException failure) {
        return new UncheckedIOException(method + " " + target + " failed: " + failure.getMessage(), failure);
    }

    private static void close(TestExchange exchange) {
        try {
            exchange.close();
        } catch (IOException unimportant) {
            // the server may have closed before
        }
    }
}
