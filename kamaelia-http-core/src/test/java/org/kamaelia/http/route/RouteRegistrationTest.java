package org.kamaelia.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Paths are registered with ResourceGlue")
class RouteRegistrationTest {
    /** Tells how it was reached: pattern, prefix, rest, variables. */
    private static final HandlerFactory WHERE = HandlerFactory.oneShot(request -> Response.text(request.route() + " "
            + request.prefix() + " " + request.rest() + " " + new TreeMap<>(request.variables())));

    private static HandlerFactory says(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    private final ResourceGlue some = ResourceGlue.of().at("/x", "GET", WHERE).at("/u/{id}", WHERE);

    @Test
    @DisplayName("two handlers on one path fail with a sentence, also if only the names of variables differ")
    void twoHandlersOnOnePathFailWithASentence() {
        assertThatThrownBy(() -> some.at("/x", "GET", WHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/x")
                .hasMessageContaining("GET")
                .hasMessageContaining("another path or method");
        assertThatThrownBy(() -> some.at("/x", WHERE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> some.at("/u/{id}", WHERE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> some.at("/u/{name}", WHERE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> some.at("/u/{id}", "GET", WHERE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("the methods of one path may have different names for its variables")
    void differentVariableNamesOnOnePathAreFine() {
        HandlerFactory values =
                HandlerFactory.oneShot(request -> Response.text(request.route() + " " + request.variables()));
        ResourceGlue routes = ResourceGlue.of()
                .at("/u/{id}/{part}", "GET", values)
                .at("/u/{name}/{part}", "PUT", values)
                .at("/u/{name}/{part}", "DELETE", values);
        assertThat(routes.patterns())
                .isEqualTo(Map.of("/u/{id}/{part}", Set.of("GET"), "/u/{name}/{part}", Set.of("PUT", "DELETE")));
        try (TestServer server = TestServer.serve(routes)) {
            RawClient client = server.client();
            assertThat(client.send(get("/u/a%20b/c")).response().text())
                    .startsWith("/u/{id}/{part} ")
                    .contains("id=a b", "part=c")
                    .doesNotContain("name");
            assertThat(client.send(head("PUT /u/7/c HTTP/1.1", "Host: h", "Content-Length: 0"))
                            .response()
                            .text())
                    .startsWith("/u/{name}/{part} ")
                    .contains("name=7", "part=c")
                    .doesNotContain("id=");
            assertThat(client.send(head("POST /u/7/c HTTP/1.1", "Host: h", "Content-Length: 0"))
                            .response()
                            .field("Allow"))
                    .isEqualTo("DELETE, GET, PUT, HEAD, OPTIONS");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hello      | begins with no slash  | /hello
            /a/../b    | can never match       | /b
            /%41       | can never match       | /A
            /sl%2fash  | can never match       | /sl%2Fash
            /a b       | has a space           |
            /a?b       | has a query           |
            /a#b       | has a fragment        |
            /a{id}     | is half a variable    |
            /{}        | has no name           |
            /{a b}     | has no proper name    |
            /{id}/{id} | has one name twice    |
            """)
    @DisplayName("a path that is malformed fails with a sentence that says what to write")
    void malformedPathFailsWithASentence(String path, String why, String better) {
        assertThatThrownBy(() -> ResourceGlue.of().at(path, WHERE))
                .as(why)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(better == null ? path : "\"" + better + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GE T", "GET,POST", "GÉT"})
    @DisplayName("a name that is no method fails with a sentence")
    void nameThatIsNoMethodFailsWithASentence(String method) {
        assertThatThrownBy(() -> ResourceGlue.of().at("/", method, WHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as GET");
    }

    @Test
    @DisplayName("at() answers a new object and leaves the old one unchanged")
    void atAnswersANewObject() {
        ResourceGlue one = ResourceGlue.of().at("/one", WHERE);
        ResourceGlue two = one.at("/two", "GET", WHERE).at("/two", "PUT", WHERE);

        assertThat(one.patterns()).containsOnlyKeys("/one");
        assertThat(two.patterns())
                .containsEntry("/one", Set.of("*"))
                .containsEntry("/two", Set.of("GET", "PUT"))
                .hasSize(2);
    }
}
