package org.kamaelia.http.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Cors tells browsers which pages may use responses (Fetch 3.3)")
class CorsTest {
    private static final String APP = "https://app.example";
    private static final Cors CORS = Cors.of(APP, "http://localhost:3000")
            .methods("GET", "PUT")
            .headers("Content-Type", "X-Token")
            .exposing("ETag", "X-Count")
            .credentials()
            .maxAge(Duration.ofHours(1));

    private static TestServer serve(Cors cors) {
        return TestServer.with(ResourceGlue.of()
                        .at("/a", "GET", r -> Response.text("a").header("Vary", "Accept-Encoding")))
                .setup(setup -> setup.filter(
                        cors.around(PathFilter.of(BasicAuthentication.of("r", (user, password) -> null), "/private/"))))
                .start();
    }

    @Test
    @DisplayName("a page of an allowed origin may read the response, with credentials and exposed fields")
    void pageOfAnAllowedOriginMayRead() {
        try (TestServer server = serve(CORS)) {
            RawResponse response = server.client().ask("GET", "/a", "Origin: " + APP);
            assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(response.field("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(response.field("Access-Control-Expose-Headers")).isEqualTo("ETag, X-Count");
            assertThat(response.all("Vary")).containsExactly("Accept-Encoding", "Origin");
            assertThat(response.text()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing, 404", "PUT, /a, 405", "GET, /private/x, 401"})
    @DisplayName("errors of the router and of filters further in have the fields, too")
    void errorsHaveTheFields(String method, String path, int status) {
        try (TestServer server = serve(CORS)) {
            RawResponse response = server.client().ask(method, path, "Origin: " + APP);
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo(APP);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.example.evil.example",
                "http://app.example",
                "https://app.example:444",
                "null"
            })
    @DisplayName("a page of another origin gets no fields, and caches keep the responses apart")
    void pageOfAnotherOriginGetsNoFields(String origin) {
        try (TestServer server = serve(CORS)) {
            RawResponse response = server.client().ask("GET", "/a", "Origin: " + origin);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Access-Control-Allow-Origin")).isNull();
            assertThat(response.field("Access-Control-Allow-Credentials")).isNull();
            assertThat(response.all("Vary")).contains("Origin");
            assertThat(server.client().ask("GET", "/a").all("Vary")).contains("Origin");
        }
    }

    @Test
    @DisplayName("a preflight request is answered in front of authentication and of the router")
    void preflightIsAnswered() {
        try (TestServer server = serve(CORS)) {
            RawResponse response = server.client()
                    .ask(
                            "OPTIONS",
                            "/private/x",
                            "Origin: " + APP,
                            "Access-Control-Request-Method: PUT",
                            "Access-Control-Request-Headers: content-type,x-token");
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(response.field("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(response.field("Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
            assertThat(response.field("Access-Control-Allow-Headers")).isEqualTo("content-type, x-token");
            assertThat(response.field("Access-Control-Max-Age")).isEqualTo("3600");
            assertThat(response.field("Access-Control-Allow-Private-Network")).isNull();
            assertThat(response.all("Vary"))
                    .containsExactly("Origin", "Access-Control-Request-Method, Access-Control-Request-Headers");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, PUT, x-token",
        "https://app.example, DELETE, x-token",
        "https://app.example, put, x-token",
        "https://app.example, PUT, x-other"
    })
    @DisplayName("a preflight request for what is not allowed gets 403 without the fields")
    void preflightForWhatIsNotAllowed(String origin, String method, String field) {
        try (TestServer server = serve(CORS)) {
            RawResponse response = server.client()
                    .ask(
                            "OPTIONS",
                            "/a",
                            "Origin: " + origin,
                            "Access-Control-Request-Method: " + method,
                            "Access-Control-Request-Headers: " + field);
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.field("Access-Control-Allow-Origin")).isNull();
            assertThat(response.field("Access-Control-Allow-Methods")).isNull();
        }
    }

    @Test
    @DisplayName("OPTIONS without Access-Control-Request-Method is no preflight request")
    void otherOptionsReachTheRouter() {
        try (TestServer server = serve(CORS)) {
            assertThat(server.client().ask("OPTIONS", "/a", "Origin: " + APP).field("Allow"))
                    .contains("GET");
        }
    }

    @Test
    @DisplayName("any origin without credentials: an asterisk, and no Vary")
    void anyOrigin() {
        try (TestServer server = serve(Cors.any())) {
            RawResponse response = server.client().ask("GET", "/a", "Origin: https://any.example");
            assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(response.all("Vary")).containsExactly("Accept-Encoding");
        }
    }

    @Test
    @DisplayName("mistakes are refused, with what to write")
    void mistakesAreRefused() {
        assertThatThrownBy(() -> Cors.any().credentials()).hasMessageContaining("write the origins");
        assertThatThrownBy(() -> Cors.of("*")).hasMessageContaining("Cors.any()");
        assertThatThrownBy(() -> Cors.of("https://app.example/")).hasMessageContaining("without a slash");
        assertThatThrownBy(() -> Cors.of("null")).hasMessageContaining("not an origin");
        assertThatThrownBy(Cors::of).hasMessageContaining("at least one");
    }

    @Test
    @DisplayName("a function may decide about origins, and * stands for all methods and fields")
    void originsByAFunction() {
        Cors cors = Cors.matching(origin -> origin.endsWith(".team.example"))
                .methods("*")
                .headers("*")
                .credentials();
        try (TestServer server = serve(cors)) {
            RawResponse allowed = server.client()
                    .ask(
                            "OPTIONS",
                            "/a",
                            "Origin: https://a.team.example",
                            "Access-Control-Request-Method: PURGE",
                            "Access-Control-Request-Headers: x-any, x-other");
            assertThat(allowed.status()).isEqualTo(204);
            assertThat(allowed.field("Access-Control-Allow-Origin")).isEqualTo("https://a.team.example");
            assertThat(allowed.field("Access-Control-Allow-Methods")).isEqualTo("PURGE");
            assertThat(allowed.field("Access-Control-Allow-Headers")).isEqualTo("x-any, x-other");
            RawResponse other = server.client().ask("GET", "/a", "Origin: https://evil.example");
            assertThat(other.all("Access-Control-Allow-Origin")).isEmpty();
            assertThat(other.all("Vary")).contains("Origin");
        }
    }
}
