package org.kamaelia.http.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("ResourceGlue leads each path to the handler that fits it best")
class ResourceGlueTest {
    /** Tells how it was reached: pattern, prefix, rest, variables. */
    private static final HandlerFactory WHERE = HandlerFactory.oneShot(request -> Response.text(request.route() + " "
            + request.prefix() + " " + request.rest() + " " + new TreeMap<>(request.variables())));

    private static HandlerFactory says(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    private static ResourceGlue routes(List<String> patterns) {
        ResourceGlue routes = ResourceGlue.of();
        for (String pattern : patterns) {
            routes = routes.at(pattern, WHERE);
        }
        return routes;
    }

    private static String ask(HandlerFactory routes, String path) {
        try (TestServer server = TestServer.with(routes).loops(1).start()) {
            RawResponse response = server.client().send(get(path)).response();
            return response.status() == 200 ? response.text() : String.valueOf(response.status());
        }
    }

    private static final String PATTERNS = "/ /hello /files/ /files/special /files/{name} /files/deep/er/ /users/{id}"
            + " /users/{id}/ /users/me /users/{id}/posts/{post} /a/{x} /{y}/b /percent%20coded /sl%2Fash";
    private static final String EXPECTED = """
            /hello                 | /hello /hello  {}
            /hello/                | /  /hello/ {}
            /hello/more            | /  /hello/more {}
            /helloo                | /  /helloo {}
            /Hello                 | /  /Hello {}
            /                      | /  / {}
            /other                 | /  /other {}
            /other/deep/down       | /  /other/deep/down {}
            /files                 | /  /files {}
            /files/                | /files/ /files / {}
            /files/special         | /files/special /files/special  {}
            /files/x.txt           | /files/{name} /files/x.txt  {name=x.txt}
            /files/a/b             | /files/ /files /a/b {}
            /files/deep/er         | /files/ /files /deep/er {}
            /files/deep/er/        | /files/deep/er/ /files/deep/er / {}
            /files/deep/er/still   | /files/deep/er/ /files/deep/er /still {}
            /users/7               | /users/{id} /users/7  {id=7}
            /users/me              | /users/me /users/me  {}
            /users/                | /  /users/ {}
            /users/7/              | /users/{id}/ /users/7 / {id=7}
            /users/7/more          | /users/{id}/ /users/7 /more {id=7}
            /users/me/more         | /users/{id}/ /users/me /more {id=me}
            /users/7/posts/8       | /users/{id}/posts/{post} /users/7/posts/8  {id=7, post=8}
            /users/7/posts/8/9     | /users/{id}/ /users/7 /posts/8/9 {id=7}
            /users/7/posts/        | /users/{id}/ /users/7 /posts/ {id=7}
            /a/c                   | /a/{x} /a/c  {x=c}
            /c/b                   | /{y}/b /c/b  {y=c}
            /a/b                   | /a/{x} /a/b  {x=b}
            /percent%20coded       | /percent%20coded /percent coded  {}
            /percent%20c%6fded     | /percent%20coded /percent coded  {}
            /sl%2Fash              | /sl%2Fash /sl%2Fash  {}
            /sl%2fash              | /sl%2Fash /sl%2Fash  {}
            /sl/ash                | /  /sl/ash {}
            """;

    private static Stream<List<String>> orders() {
        List<String> patterns = new ArrayList<>(List.of(PATTERNS.split(" ")));
        List<String> reversed = new ArrayList<>(patterns);
        Collections.reverse(reversed);
        List<String> shuffled = new ArrayList<>(patterns);
        Collections.shuffle(shuffled, new Random(42));
        return Stream.of(patterns, reversed, shuffled);
    }

    @ParameterizedTest
    @MethodSource("orders")
    @DisplayName("the longest match wins, whatever the order of registration, and prefix and rest say what matched")
    void longestMatchWinsWhateverTheOrder(List<String> patterns) {
        try (TestServer server = TestServer.serve(routes(patterns))) {
            RawClient client = server.client();
            assertThat(EXPECTED.lines()).allSatisfy(line -> {
                String[] cells = line.split("\\|");
                String path = cells[0].trim();
                assertThat(client.send(get(path)).response().text()).as(path).isEqualTo(cells[1].trim());
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /            | /{$} /  {}
            /more        | / /more {}
            /docs/       | /docs/{$} /docs/  {}
            /docs        | / /docs {}
            /docs/a      | /docs/ /docs /a {}
            /u/7/        | /u/{id}/{$} /u/7/  {id=7}
            /u/7/more    | / /u/7/more {}
            """)
    @DisplayName("{$} at the end is the path with its slash and nothing below it")
    void dollarAtTheEndMatchesNothingBelow(String path, String expected) {
        ResourceGlue routes = routes(List.of("/{$}", "/", "/docs/", "/docs/{$}", "/u/{id}/{$}"));

        assertThat(ask(routes, path).replaceAll(" +", " ")).isEqualTo(expected.replaceAll(" +", " "));
    }

    @Test
    @DisplayName("no match is 404, and the connection goes on, RFC 9110 15.5.5")
    void noMatchIs404AndTheConnectionGoesOn() {
        try (TestServer server = TestServer.serve(ResourceGlue.of().at("/hello", says("hello")))) {
            RawClient client = server.client().send(get("/nowhere") + get("/hello"));

            assertThat(client.response().status()).isEqualTo(404);
            assertThat(client.response().text()).isEqualTo("hello");
        }
        assertThat(ask(ResourceGlue.of(), "/")).isEqualTo("404");
    }

    @Test
    @DisplayName("the query takes no part in routing, RFC 3986 3.4")
    void queryTakesNoPartInRouting() {
        ResourceGlue routes = ResourceGlue.of()
                .at(
                        "/hello",
                        HandlerFactory.oneShot(request -> Response.text(request.query() + " " + request.target())));

        assertThat(ask(routes, "/hello?a=/b/../c&d=%zz".replace("%zz", "%20")))
                .isEqualTo("a=/b/../c&d=%20 /hello?a=/b/../c&d=%20");
        assertThat(ask(routes, "/hello")).isEqualTo("null /hello");
    }

    @Test
    @DisplayName("the absolute form is routed by its path, RFC 9112 3.2.2")
    void absoluteFormIsRoutedByItsPath() {
        ResourceGlue routes = ResourceGlue.of().at("/hello", says("hello")).at("/", says("root"));

        assertThat(ask(routes, "http://example.com/hello?x")).isEqualTo("hello");
        assertThat(ask(routes, "http://example.com")).isEqualTo("root");
    }

    @Nested
    @DisplayName("Dot segments and percent-encoding")
    class Normalising {
        private final ResourceGlue routes = ResourceGlue.of()
                .at("/public/", WHERE)
                .at("/secret/", says("secret"))
                .at(
                        "/users/{id}",
                        HandlerFactory.oneShot(request -> Response.bytes(
                                "text/plain", request.variable("id").getBytes(UTF_8))))
                .at("/~me", says("me"));

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                /public/../secret/x       | secret
                /public/%2e%2e/secret/x   | secret
                /public/%2E./secret/x     | secret
                /public/./a/.             | /public/ /public /a/ {}
                /public/a/..              | /public/ /public / {}
                /public/a/b/../../c       | /public/ /public /c {}
                /public/a/%2e             | /public/ /public /a/ {}
                /public//a                | /public/ /public /a {}
                //public///a//            | /public/ /public /a/ {}
                /public/...               | /public/ /public /... {}
                /public/.hidden           | /public/ /public /.hidden {}
                /public/a%2F..%2Fb        | /public/ /public /a%2F..%2Fb {}
                /%70ublic/a               | /public/ /public /a {}
                /public/%61%2f%5c%25%62   | /public/ /public /a%2F%5C%25b {}
                /public/a;b/..;/c         | /public/ /public /a;b/..;/c {}
                /public/%00               | 400
                /public/%c0%af            | 400
                /public/%C2%85            | 400
                /%7Eme                    | me
                /%7eme                    | me
                /secret%2Fx               | 404
                /secret                   | 404
                /public/../../secret/x    | 400
                /..                       | 400
                /%2e%2E/secret/           | 400
                """)
        @DisplayName("a path is compared in its normal form, RFC 3986 6.2.2, and none leads above the root")
        void pathIsComparedInItsNormalForm(String path, String expected) {
            assertThat(ask(routes, path)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                /users/a%20b        | a b
                /users/a+b          | a+b
                /users/a%2Fb        | a/b
                /users/%25          | %
                /users/%C3%A4       | ä
                /users/%F0%9F%98%80 | 😀
                /users/%41          | A
                """)
        @DisplayName("a variable is decoded as UTF-8, RFC 3986 2.5")
        void variableIsDecodedAsUtf8(String path, String expected) {
            assertThat(new String(ask(routes, path).getBytes(ISO_8859_1), UTF_8))
                    .isEqualTo(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"%FF", "%C3", "%C3%28", "%ED%A0%80", "%C0%AF"})
        @DisplayName("a variable that is not UTF-8 is 400")
        void variableThatIsNotUtf8Is400(String segment) {
            assertThat(ask(routes, "/users/" + segment)).isEqualTo("400");
        }

        @Test
        @DisplayName("a path that is not UTF-8 is refused, also where no handler asks for its segments")
        void pathThatIsNotUtf8IsRefused() {
            assertThat(ask(routes, "/public/%FF")).isEqualTo("400");
        }
    }
}
