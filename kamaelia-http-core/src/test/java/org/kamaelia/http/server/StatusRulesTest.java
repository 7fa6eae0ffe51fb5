package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("What a status, trailers and the fields of the server mean on the wire")
class StatusRulesTest {
    private static final HandlerFactory NEXT = HandlerFactory.oneShot(request -> Response.text("next"));

    private static TestServer serve(HandlerFactory factory) {
        return TestServer.serve(ResourceGlue.of().at("/", factory).at("/next", NEXT));
    }

    private static HandlerFactory fixed(Response response) {
        return HandlerFactory.oneShot(request -> response);
    }

    private static void assertServesNext(RawClient client) {
        assertThat(client.send(get("/next")).response().text()).isEqualTo("next");
    }

    @Test
    @DisplayName("204 has neither body nor Content-Length, RFC 9110 15.3.5 and 8.6")
    void noContentHasNeitherBodyNorContentLength() {
        try (TestServer server = serve(fixed(Response.of(204)))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw()).isEqualTo("HTTP/1.1 204 No Content\r\nDate: *\r\n\r\n");
            assertServesNext(client);
            assertThat(server.responses(Framing.NONE)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    @DisplayName("data behind 204 and 304 is discarded, counted, and never seen, RFC 9112 6.3 rule 1")
    void dataBehind204And304IsDiscarded(int status) {
        try (TestServer server =
                serve(Style.STEPWISE.answering(Response.ok("text/plain").status(status), "data"))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().octets()).endsWith("\r\n\r\n".getBytes());
            assertServesNext(client);
            assertThat(server.surplusBytes()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    @DisplayName("a body that comes with 204 and 304 is not sent, RFC 9110 15.3.5 and 15.4.5")
    void bodyOf204And304IsNotSent(int status) {
        try (TestServer server = serve(fixed(Response.text("data").status(status)))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().octets()).endsWith("\r\n\r\n".getBytes());
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("205 has no content and says so with Content-Length: 0, RFC 9110 15.3.6")
    void resetContentSaysContentLength0() {
        try (TestServer server = serve(fixed(Response.of(205)))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw())
                    .isEqualTo("HTTP/1.1 205 Reset Content\r\nDate: *\r\nContent-Length: 0\r\n\r\n");
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("content given to 205 is discarded, whole or in parts, RFC 9110 15.3.6")
    void contentGivenTo205IsDiscarded() {
        Response parts = Response.ok("text/plain").status(205);
        for (HandlerFactory factory : List.of(
                fixed(Response.text("data").status(205)),
                Style.STEPWISE.answering(parts, "data"),
                Style.STEPWISE.answering(parts.length(4), "data"))) {
            try (TestServer server = serve(factory)) {
                RawClient client = server.client().send(get("/"));

                assertThat(client.response().field("Content-Length")).isEqualTo("0");
                assertServesNext(client);
            }
        }
    }

    @Test
    @DisplayName("304 says the length that 200 would have had, where it is known, RFC 9110 8.6 and 15.4.5")
    void notModifiedSaysTheLengthOf200() {
        Response known = Response.ok("text/plain").status(304).length(42).header("ETag", "\"v1\"");
        try (TestServer server = serve(Style.STEPWISE.answering(known))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw())
                    .isEqualTo("HTTP/1.1 304 Not Modified\r\nContent-Type: text/plain\r\nETag: \"v1\"\r\nDate: *\r\n"
                            + "Content-Length: 42\r\n\r\n");
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("304 of unknown length says none, and not that the content is empty, RFC 9110 8.6")
    void notModifiedOfUnknownLengthSaysNone() {
        try (TestServer server = serve(fixed(Response.of(304)))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw()).isEqualTo("HTTP/1.1 304 Not Modified\r\nDate: *\r\n\r\n");
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("interim responses go before the final one, without framing and Date, RFC 9110 15.2")
    void interimResponsesGoBeforeTheFinalOne() {
        Response hints = Response.of(103).header("Link", "</style.css>; rel=preload");
        try (TestServer server = serve(request -> starting(handler -> {
            handler.sendFirst(hints).sendFirst(Response.of(102)).answer(Response.text("final"));
        }))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw())
                    .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n");
            assertThat(client.response().raw()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
            assertThat(client.response().text()).isEqualTo("final");
            assertServesNext(client);
            assertThat(server.responses(Framing.NONE)).isZero();
        }
    }

    @Test
    @DisplayName("no interim response goes to HTTP/1.0, RFC 9110 15.2")
    void noInterimResponseGoesToHttp10() {
        try (TestServer server = serve(request ->
                starting(handler -> handler.sendFirst(Response.of(103)).answer(Response.text("final"))))) {
            RawClient client = server.client().send(head("GET / HTTP/1.0"));

            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("final");
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("trailers leave with chunked framing, RFC 9112 7.1.2")
    void trailersLeaveWithChunkedFraming() {
        try (TestServer server = serve(withTrailers(Response.ok("text/plain")))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw())
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: *\r\nTransfer-Encoding: chunked\r\n"
                                    + "\r\n4\r\ndata\r\n0\r\nChecksum: 42\r\nChecksum: 43\r\n\r\n");
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("trailers are left out where the framing has no place for them, RFC 9110 6.5.1")
    void trailersAreLeftOutWithoutAPlaceForThem() {
        for (String request : List.of(get("/"), head("HEAD / HTTP/1.1", "Host: h"))) {
            try (TestServer server =
                    serve(withTrailers(Response.ok("text/plain").length(4)))) {
                RawClient client = server.client().send(request);
                RawResponse response = request.startsWith("GET") ? client.response() : client.responseToHead();

                assertThat(response.field("Content-Length")).isEqualTo("4");
                assertServesNext(client);
            }
        }
        try (TestServer server = serve(withTrailers(Response.ok("text/plain").endless()))) {
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("data");
        }
    }

    private static HandlerFactory withTrailers(Response first) {
        Fields fields =
                Fields.builder().add("Checksum", "42").add("Checksum", "43").build();
        return request -> starting(handler -> {
            handler.sendFirst(first).send("data");
            handler.end(fields);
        });
    }

    @Test
    @DisplayName("a blocking handler sends trailers, too")
    void blockingHandlerSendsTrailers() {
        try (TestServer server = serve(HandlerFactory.blocking((request, in, out) -> {
            out.begin(Response.ok("text/plain"));
            out.write("data".getBytes());
            out.finish(Fields.builder().add("Checksum", "42").build());
        }))) {
            assertThat(server.client().send(get("/")).response().trailers())
                    .containsExactly(Map.entry("Checksum", "42"));
        }
    }

    @Test
    @DisplayName("the trailers of a request are there once its body has ended, RFC 9110 6.5.2")
    void requestTrailersAreThereOnceTheBodyHasEnded() {
        try (TestServer server = serve(HandlerFactory.oneShot(
                100,
                (request, body) ->
                        Response.text(String.valueOf(request.trailers().first("Checksum")))))) {
            String request = head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked")
                    + "4\r\ndata\r\n0\r\nChecksum: 42\r\n\r\n";

            assertThat(server.client().send(request).response().text()).isEqualTo("42");
        }
    }

    @Test
    @DisplayName("empty parts are no chunks: the last chunk comes at the end only, RFC 9112 7.1")
    void emptyPartsAreNoChunks() {
        try (TestServer server = serve(Style.STEPWISE.answering(Response.ok("text/plain"), "", "a", "", "b", ""))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw()).endsWith("\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("the Server field is there when it is set, and only then, RFC 9110 10.2.4")
    void serverFieldIsThereOnlyWhenItIsSet() {
        try (TestServer server = TestServer.with(NEXT)
                .setup(setup -> setup.serverField("kamaelia"))
                .start()) {
            assertThat(server.client().send(get("/")).response().field("Server"))
                    .isEqualTo("kamaelia");
        }
        try (TestServer server = serve(NEXT)) {
            assertThat(server.client().send(get("/")).response().field("Server"))
                    .isNull();
        }
    }

    @Test
    @DisplayName("a handler that gives a Date keeps it, RFC 9110 6.6.1")
    void handlerThatGivesADateKeepsIt() {
        String date = "Sun, 06 Nov 1994 08:49:37 GMT";
        try (TestServer server = serve(fixed(Response.text("old").header("Date", date)))) {
            assertThat(server.client().send(get("/")).response().all("Date")).containsExactly(date);
        }
    }

    @Test
    @DisplayName("close() on a response closes the connection after it, RFC 9112 9.6")
    void closeOnAResponseClosesTheConnection() {
        try (TestServer server = serve(fixed(Response.text("bye").close()))) {
            RawClient client = server.client().send(get("/") + get("/next"));

            RawResponse response = client.response();
            assertThat(response.text()).isEqualTo("bye");
            assertThat(response.saysClose()).isTrue();
            client.assertEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {299, 399, 418, 499, 599})
    @DisplayName("any status from 200 to 599 is sent, with an empty reason where none is registered, RFC 9112 4")
    void anyStatusFrom200To599IsSent(int status) {
        try (TestServer server = serve(fixed(Response.of(status)))) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().raw()).startsWith("HTTP/1.1 " + status + " \r\n");
            assertServesNext(client);
        }
    }

    @Test
    @DisplayName("a large part and small ones leave in their order")
    void largeAndSmallPartsLeaveInOrder() {
        String large = "L".repeat(100_000);
        Response open = Response.ok("text/plain");
        try (TestServer server = serve(Style.STEPWISE.answering(open, "a", large, "b", large, large, "c"))) {
            assertThat(server.client().send(get("/")).response().text())
                    .isEqualTo("a" + large + "b" + large + large + "c");
        }
    }
}
