package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("The access log has a line for each request")
@ExtendWith(ExpectedFailures.class)
class AccessLogTest {
    private static final String TIME = "\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\]";

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private static TestServer serve(AccessLog log) {
        HandlerFactory hello = HandlerFactory.oneShot(request -> Response.text("hello\n"));
        HandlerFactory failing = HandlerFactory.oneShot(request -> {
            throw new IllegalStateException("on purpose");
        });
        HandlerFactory empty = HandlerFactory.oneShot(request -> Response.of(204));
        return TestServer.with(ResourceGlue.of()
                        .at("/hello/{name}", hello)
                        .at("/failing", failing)
                        .at("/empty", empty))
                .setup(setup -> {
                    setup.statistics().observe(log);
                    return setup;
                })
                .start();
    }

    private void logged(AccessLogFormat format, Consumer<RawClient> requests) {
        try (AccessLog log = new AccessLog("test", format, lines::add);
                TestServer server = serve(log)) {
            requests.accept(server.client());
            eventually(() -> assertThat(log.written()).isEqualTo(1));
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("common: address, time, request line, status and bytes")
    void commonFormatHasRequestStatusAndBytes() {
        logged(
                AccessLogFormat.COMMON,
                client -> client.send(get("/hello/you?a=b")).response());

        assertThat(lines)
                .singleElement()
                .asString()
                .matches("127\\.0\\.0\\.1 - - " + TIME + " \"GET /hello/you\\?a=b HTTP/1\\.1\" 200 6");
    }

    @Test
    @DisplayName("common: a minus for no bytes, and the request line of input that never became a request, escaped")
    void commonFormatHasAMinusForMissingValues() {
        logged(AccessLogFormat.COMMON, client -> client.send(get("/empty")).response());
        logged(
                AccessLogFormat.COMMON,
                client -> client.send("GET /\"\u0001 HTTP/1.1\r\n\r\n").response());

        assertThat(lines.get(0)).endsWith(" \"GET /empty HTTP/1.1\" 204 -");
        assertThat(lines.get(1)).matches("127\\.0\\.0\\.1 - - " + TIME + " \"GET /\\\\\"\\\\x01 HTTP/1\\.1\" 400 \\d+");
    }

    @Test
    @DisplayName("combined: Referer and User-Agent behind it, a minus where there is none")
    void combinedFormatHasRefererAndUserAgent() {
        logged(
                AccessLogFormat.COMBINED,
                client -> client.send(head("GET /empty HTTP/1.0", "Referer: http://h/", "User-Agent: test/1"))
                        .response());
        logged(AccessLogFormat.COMBINED, client -> client.send(get("/empty")).response());

        assertThat(lines.get(0)).endsWith(" \"GET /empty HTTP/1.0\" 204 - \"http://h/\" \"test/1\"");
        assertThat(lines.get(1)).endsWith(" 204 - \"-\" \"-\"");
    }

    @Test
    @DisplayName("combined: quotation marks and octets that are no ASCII text are escaped")
    void combinedFormatEscapesQuotesAndOtherOctets() {
        logged(
                AccessLogFormat.COMBINED,
                client -> client.send(head("GET /empty HTTP/1.1", "Host: h", "User-Agent: a\"b\\c\td\u00e4\u009b"))
                        .response());

        assertThat(lines.get(0)).endsWith(" \"a\\\"b\\\\c\\x09d\\xe4\\x9b\"");
    }

    @Test
    @DisplayName("an IPv6 address has the form of RFC 5952")
    void ipv6AddressHasTheCanonicalForm() {
        AddressRanges trusted = AddressRanges.of(List.of("127.0.0.1"));
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, lines::add);
                TestServer server = TestServer.with(HandlerFactory.oneShot(request -> Response.of(204)))
                        .setup(setup -> {
                            setup.statistics().observe(log);
                            return setup.forwarding(new Forwarding(Forwarding.Syntax.X_FORWARDED, trusted));
                        })
                        .start()) {
            server.client()
                    .send(head("GET / HTTP/1.1", "Host: h", "X-Forwarded-For: 2001:DB8:0:0:0:0:0:1"))
                    .response();
            eventually(() -> assertThat(log.written()).isEqualTo(1));
        }
        assertThat(lines.get(0)).startsWith("2001:db8::1 - - [");
    }

    @Test
    @DisplayName("of each field at most 1,024 characters are written, and three dots mark a cut")
    void longFieldsAreCutAt1024Characters() {
        String path = "/" + "p".repeat(3_000);
        String agent = "\u00e4".repeat(1_025);
        for (AccessLogFormat format : AccessLogFormat.values()) {
            logged(
                    format,
                    client -> client.send(head(
                                    "GET " + path + " HTTP/1.1",
                                    "Host: h",
                                    "Referer: " + "r".repeat(1_024),
                                    "User-Agent: " + agent))
                            .response());
        }
        String target = path.substring(0, 1_024) + "...";
        String referer = "r".repeat(1_024);

        assertThat(lines.get(0)).contains("\"GET " + target + " HTTP/1.1\" 404 ");
        assertThat(lines.get(1))
                .contains("\"GET " + target + " HTTP/1.1\" 404 ")
                .endsWith(" \"" + referer + "\" \"" + "\\xe4".repeat(1_024) + "...\"");
        assertThat(lines.get(2))
                .contains("\"target\":\"" + target + "\"", "\"referer\":\"" + referer + "\"")
                .contains("\"userAgent\":\"" + ("\\" + "u00e4").repeat(1_024) + "...\"");
    }

    @Test
    @DisplayName("JSON: an object with all that is known")
    void jsonFormatIsAnObjectWithAllThatIsKnown() {
        logged(
                AccessLogFormat.JSON,
                client -> client.send(head("GET /hello/you?a=b HTTP/1.1", "Host: h", "User-Agent: a\"b\\c\td\u00e4"))
                        .response());

        assertThat(lines)
                .singleElement()
                .asString()
                .matches("\\{\"time\":\"\\d{4}-[^\"]+Z\",\"server\":\"test\","
                        + "\"remote\":\"127\\.0\\.0\\.1\",\"method\":\"GET\",\"target\":\"/hello/you\\?a=b\","
                        + "\"protocol\":\"HTTP/1\\.1\",\"host\":\"h\",\"route\":\"/hello/\\{name}\",\"status\":200,"
                        + "\"framing\":\"content-length\",\"bytes\":6,\"micros\":\\d+,\"ending\":\"FINISHED\","
                        + "\"userAgent\":\"a\\\\\"b\\\\\\\\c\\\\u0009d\\\\u00e4\"}");
    }

    @Test
    @DisplayName("JSON: the exception of a handler, and input that never became a request")
    void jsonFormatShowsFailuresAndWhatNeverBecameARequest() {
        logged(AccessLogFormat.JSON, client -> client.send(get("/failing")).response());
        logged(AccessLogFormat.JSON, client -> client.send("nonsense\r\n\r\n").response());

        assertThat(lines.get(0))
                .contains("\"status\":500")
                .contains("\"exception\":\"java.lang.IllegalStateException\"");
        assertThat(lines.get(1))
                .contains("\"status\":400")
                .contains("\"ending\":\"REFUSED\"")
                .contains("\"refusedLine\":\"nonsense\",\"refusal\":\"")
                .doesNotContain("\"method\"");
    }

    @Test
    @DisplayName("a sink that is blocked holds up no request: lines past the bound are dropped and counted")
    void blockedSinkHoldsUpNoRequest() {
        CountDownLatch free = new CountDownLatch(1);
        Consumer<String> sink = line -> {
            try {
                free.await();
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
            }
            lines.add(line);
        };
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, sink, 10);
                TestServer server = serve(log)) {
            RawClient client = server.client();
            for (int i = 0; i < 100; i++) {
                client.send(get("/empty")).response();
            }
            // one is in the sink's hands, or not yet
            eventually(() -> assertThat(log.dropped()).isBetween(89L, 90L));
            free.countDown();
            eventually(() -> assertThat(log.written() + log.dropped()).isEqualTo(100));
            client.send(get("/empty")).response();
            eventually(() -> assertThat(log.written() + log.dropped()).isEqualTo(101));
            assertThat(lines).hasSize((int) log.written());
        }
    }

    @Test
    @DisplayName("lines past the bound of characters are dropped, however few they are")
    void linesPastTheBoundOfCharactersAreDropped() {
        CountDownLatch free = new CountDownLatch(1);
        Consumer<String> sink = line -> {
            try {
                free.await();
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
            }
        };
        LineQueue queue = new LineQueue("test", sink, 1_000);
        String mebi = "x".repeat(1024 * 1024);
        for (int i = 0; i < 10; i++) {
            queue.offer(mebi);
        }
        assertThat(queue.dropped()).isBetween(5L, 6L);
        free.countDown();
        queue.close();
        assertThat(queue.written() + queue.dropped()).isEqualTo(10);
    }

    @Test
    @DisplayName("a sink that throws loses a line, which is counted, and gets the next")
    void sinkThatThrowsLosesALineAndGetsTheNext() {
        Consumer<String> sink = line -> {
            lines.add(line);
            if (lines.size() == 1) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, sink);
                TestServer server = serve(log)) {
            RawClient client = server.client();
            client.send(get("/empty")).response();
            client.send(get("/empty")).response();

            eventually(() -> assertThat(log.written()).isEqualTo(1));
            assertThat(log.dropped()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("closing writes the lines that wait; later lines are dropped")
    void closingWritesTheWaitingLines() {
        AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, lines::add);
        try (TestServer server = serve(log)) {
            RawClient client = server.client();
            for (int i = 0; i < 50; i++) {
                client.send(get("/empty")).response();
            }
            eventually(() -> assertThat(log.written()).isGreaterThanOrEqualTo(49));
            log.close();
            long before = log.written();
            client.send(get("/empty")).response();
            eventually(() -> assertThat(log.dropped()).isEqualTo(51 - before));
            assertThat(lines).hasSize((int) before);
        }
    }

    @Test
    @DisplayName("a bound of no lines at all is refused")
    void boundOfNoLinesIsRefused() {
        assertThatThrownBy(() -> new AccessLog("test", AccessLogFormat.COMMON, lines::add, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The limit of waiting lines is at least 1, not 0");
    }
}
