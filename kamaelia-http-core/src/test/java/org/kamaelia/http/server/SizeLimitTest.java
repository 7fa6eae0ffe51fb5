package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

/** The limits are the defaults. */
@DisplayName("Every limit of size is answered, closes the connection and is counted")
class SizeLimitTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String CHUNKED = head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked");
    private static final HandlerFactory COUNTING = Style.STEPWISE.counting();

    @TestFactory
    @DisplayName("input of exactly the limit is taken, and one more is refused")
    Stream<DynamicTest> limitIsTakenAndOneMoreIsRefused() {
        return Stream.of(
                limit("a request line of 8,192 octets", 414, SizeLimitTest::requestLine, 8_192),
                limit("a header section of 16,384 octets", 431, SizeLimitTest::headerSection, 16_384),
                limit("100 header fields", 431, SizeLimitTest::fields, 100),
                limit("a chunk-size line of 256 octets", 400, SizeLimitTest::chunkLine, 256),
                limit("a trailer section of 8,192 octets", 400, SizeLimitTest::trailers, 8_192),
                limit("a body of 2 MiB with Content-Length", 413, SizeLimitTest::body, 2 * MEBIBYTE),
                limit("a body of 2 MiB in chunks", 413, SizeLimitTest::chunks, 2 * MEBIBYTE));
    }

    /** A request with something in it of exactly this size. */
    private interface Sized {
        String request(int size);
    }

    private static DynamicTest limit(String what, int status, Sized made, int most) {
        return DynamicTest.dynamicTest(what + " is served, and one more gets " + status + " and close", () -> {
            try (TestServer server = TestServer.serve(COUNTING)) {
                RawClient served = server.client();
                served.sendInBackground(made.request(most).getBytes());
                assertThat(served.response().status()).isEqualTo(200);
                served.close();
                server.awaitEmpty();

                RawClient refused = server.client();
                refused.sendInBackground((made.request(most + 1) + get("/never")).getBytes());
                assertRefused(server, refused, status);
            }
        });
    }

    private static void assertRefused(TestServer server, RawClient client, int status) {
        RawResponse response = client.response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.saysClose()).isTrue();
        assertThat(response.field("Date")).isNotNull();
        client.assertEnd();
        client.close();
        eventually(() -> assertThat(server.closed(CloseCause.REFUSED)).isEqualTo(1));
        assertThat(server.rejected(status)).isEqualTo(1);
    }

    private static String requestLine(int size) {
        return head("GET /" + "a".repeat(size - "GET / HTTP/1.1".length()) + " HTTP/1.1", "Host: h");
    }

    private static String headerSection(int size) {
        int others = "Host: h\r\nX: \r\n\r\n".length();
        return head("GET / HTTP/1.1", "Host: h", "X: " + "a".repeat(size - others));
    }

    private static String fields(int count) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(count - 1) + "\r\n";
    }

    private static String chunkLine(int size) {
        return CHUNKED + "1;x=" + "a".repeat(size - "1;x=".length()) + "\r\nx\r\n0\r\n\r\n";
    }

    private static String trailers(int size) {
        int others = "X: \r\n\r\n".length();
        return CHUNKED + "0\r\nX: " + "a".repeat(size - others) + "\r\n\r\n";
    }

    private static String body(int size) {
        return head("POST / HTTP/1.1", "Host: h", "Content-Length: " + size) + "x".repeat(size);
    }

    private static String chunks(int size) {
        int more = size - MEBIBYTE;
        String second = Integer.toHexString(more) + "\r\n" + "x".repeat(more) + "\r\n";
        return CHUNKED + "100000\r\n" + "x".repeat(MEBIBYTE) + "\r\n" + second + "0\r\n\r\n";
    }

    @Test
    @DisplayName("a path may take larger bodies than its server, or smaller ones")
    void pathMayTakeLargerOrSmallerBodies() {
        HandlerFactory large = COUNTING.within(PathLimits.none().requestBody(0));
        HandlerFactory small = COUNTING.within(PathLimits.none().requestBody(3));
        try (TestServer server =
                TestServer.serve(request -> (request.path().equals("/large") ? large : small).reply(request))) {
            RawClient client = server.client();
            client.sendInBackground(
                    RawClient.post("/large", "x".repeat(3 * MEBIBYTE)).getBytes());
            assertThat(client.response().text()).isEqualTo(3 * MEBIBYTE + "\n");
            assertThat(client.send(RawClient.post("/small", "abc")).response().text())
                    .isEqualTo("3\n");
            assertRefused(server, client.send(RawClient.post("/small", "abcd")), 413);
        }
    }

    @Test
    @DisplayName("of limits that are set twice the outer one holds; limits that it leaves open come from the inner one")
    void outerLimitsHoldAndInnerOnesFillTheGaps() {
        HandlerFactory handlers = COUNTING.within(PathLimits.none().requestBody(3))
                .within(PathLimits.none().bodyRate(0));
        try (TestServer server = TestServer.serve(handlers)) {
            assertRefused(server, server.client().send(RawClient.post("/", "abcd")), 413);
        }
        try (TestServer server =
                TestServer.serve(handlers.within(PathLimits.none().requestBody(4)))) {
            assertThat(server.client()
                            .send(RawClient.post("/", "abcd"))
                            .response()
                            .text())
                    .isEqualTo("4\n");
        }
    }

    @Test
    @DisplayName("limits hold through a component that stands in front of the handler")
    void limitsHoldThroughAFilter() {
        HandlerFactory handlers =
                Compressed.defaults().around(COUNTING.within(PathLimits.none().requestBody(3)));
        try (TestServer server = TestServer.serve(handlers)) {
            RawClient client = server.client();
            assertThat(client.send(RawClient.post("/", "abc")).response().text())
                    .isEqualTo("3\n");
            assertRefused(server, client.send(RawClient.post("/", "abcd")), 413);
        }
    }

    @Test
    @DisplayName("a handler that collects its body keeps its own limit")
    void collectingHandlerKeepsItsOwnLimit() {
        HandlerFactory collecting =
                HandlerFactory.oneShot(2, (request, body) -> org.kamaelia.http.Response.text(body.length + "\n"));
        try (TestServer server =
                TestServer.serve(collecting.within(PathLimits.none().requestBody(0)))) {
            assertRefused(server, server.client().send(RawClient.post("/", "abc")), 413);
        }
    }
}
