package org.kamaelia.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("The methods of the paths of ResourceGlue")
class RouteMethodsTest {
    private static HandlerFactory says(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    private final ResourceGlue routes = ResourceGlue.of()
            .at("/notes", "GET", says("list"))
            .at("/notes", "POST", says("add"))
            .at("/notes/{id}", "PUT", says("put"))
            .at("/log", "POST", says("log"))
            .at("/all", says("all"))
            .at("/linked", "LINK", says("linked"))
            .at("/traced", "TRACE", says("traced"))
            .at("/own", "OPTIONS", says("own"))
            .at("/heads", "HEAD", HandlerFactory.oneShot(request -> Response.text("head only")))
            .at("/heads", "GET", says("get"));

    private RawResponse send(String method, String path) {
        try (TestServer server = TestServer.serve(routes)) {
            RawClient client = server.client().send(head(method + " " + path + " HTTP/1.1", "Host: h"));
            return method.equals("HEAD") ? client.responseToHead() : client.response();
        }
    }

    @Test
    @DisplayName("each method of a path has its handler")
    void eachMethodOfAPathHasItsHandler() {
        assertThat(send("GET", "/notes").text()).isEqualTo("list");
        assertThat(send("POST", "/notes").text()).isEqualTo("add");
        assertThat(send("PUT", "/notes/1").text()).isEqualTo("put");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE | /notes   | GET, HEAD, OPTIONS, POST
            TRACE  | /notes   | GET, HEAD, OPTIONS, POST
            TRACE  | /all     | DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
            GET    | /notes/1 | OPTIONS, PUT
            HEAD   | /log     | OPTIONS, POST
            """)
    @DisplayName("another method is 405 with Allow, RFC 9110 15.5.6")
    void anotherMethodIs405WithAllow(String method, String path, String allowed) {
        RawResponse response = send(method, path);

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Allow").split(", ")).containsExactlyInAnyOrder(allowed.split(", "));
    }

    @ParameterizedTest
    @CsvSource({"get, /notes", "BREW, /notes", "BREW, /nowhere", "PROPFIND, /notes/1"})
    @DisplayName("a method that is neither well-known nor registered anywhere is 501, RFC 9110 9.1, 15.6.2")
    void unknownAndUnregisteredMethodIs501(String method, String path) {
        RawResponse response = send(method, path);

        assertThat(response.status()).isEqualTo(501);
        assertThat(response.field("Allow")).isNull();
    }

    @Test
    @DisplayName("a method that is registered under one path is 405 under another, RFC 9110 9.1")
    void methodRegisteredElsewhereIs405() {
        assertThat(send("LINK", "/linked").text()).isEqualTo("linked");
        assertThat(send("LINK", "/notes").status()).isEqualTo(405);
        assertThat(send("LINK", "/nowhere").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("TRACE is served only where it is registered, RFC 9110 9.3.8")
    void traceIsServedOnlyWhereItIsRegistered() {
        assertThat(send("TRACE", "/traced").text()).isEqualTo("traced");
    }

    @Test
    @DisplayName("GET serves HEAD, RFC 9110 9.3.2, unless HEAD has a handler of its own")
    void getServesHeadUnlessHeadHasItsOwnHandler() {
        assertThat(send("HEAD", "/notes").field("Content-Length")).isEqualTo("4");
        assertThat(send("HEAD", "/heads").field("Content-Length")).isEqualTo("9");
    }

    @Test
    @DisplayName("OPTIONS is answered with Allow, RFC 9110 9.3.7, unless it has a handler of its own")
    void optionsIsAnsweredWithAllow() {
        RawResponse response = send("OPTIONS", "/notes");

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.field("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
        assertThat(send("OPTIONS", "/own").text()).isEqualTo("own");
        assertThat(send("OPTIONS", "/all").text()).isEqualTo("all");
        assertThat(send("OPTIONS", "/nowhere").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("OPTIONS * asks about the server, RFC 9110 9.3.7")
    void optionsAsteriskAsksAboutTheServer() {
        for (String target : new String[] {"*", "http://h", "http://h:8080"}) {
            RawResponse response = send("OPTIONS", target);

            assertThat(response.status()).isEqualTo(204);
            assertThat(response.field("Allow").split(", "))
                    .containsExactlyInAnyOrder(
                            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "LINK", "TRACE", "OPTIONS");
        }
        assertThat(send("OPTIONS", "http://h/notes").field("Allow")).doesNotContain("LINK");
    }

    @Test
    @DisplayName("CONNECT is not served, RFC 9110 9.3.6")
    void connectIsNotServed() {
        RawResponse response = send("CONNECT", "example.com:443");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Allow")).isEmpty();
        assertThat(response.saysClose()).isTrue();
    }

    @Test
    @DisplayName("a path for all methods takes those that are registered by name elsewhere, and no others,"
            + " RFC 9110 9.1")
    void pathForAllMethodsTakesOnlyRegisteredOnes() {
        assertThat(send("LINK", "/all").text()).isEqualTo("all");
        assertThat(send("BREW", "/all").status()).isEqualTo(501);
        assertThat(send("BREW", "/nowhere").status()).isEqualTo(501);
    }
}
