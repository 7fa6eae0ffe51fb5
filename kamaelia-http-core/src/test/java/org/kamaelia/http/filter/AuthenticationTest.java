package org.kamaelia.http.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Principal;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Authentication filters let requests with valid credentials pass")
class AuthenticationTest {
    private static final HandlerFactory WHO = HandlerFactory.oneShot(request -> Response.text(
            Objects.requireNonNull(Authentication.principal(request)).getName()));

    private static @Nullable Principal check(String user, String password) {
        return Authentication.same("pä:ss", password) ? Authentication.named(user) : null;
    }

    static java.util.stream.Stream<HttpFilter> basics() {
        return java.util.stream.Stream.of(
                BasicAuthentication.blocking("the realm", AuthenticationTest::check),
                BasicAuthentication.of(
                        "the realm", (user, password) -> CompletableFuture.completedFuture(check(user, password))),
                BasicAuthentication.of(
                        "the realm", (user, password) -> CompletableFuture.supplyAsync(() -> check(user, password))));
    }

    private static String basic(String text) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("basics")
    @DisplayName("basic authentication: a name and a password in UTF-8, the password with colons (RFC 7617 2, 2.1)")
    void basicAuthentication(HttpFilter filter) {
        try (TestServer server = TestServer.serve(WHO.behind(filter))) {
            assertThat(server.client().ask("GET", "/", basic("jörg:pä:ss")).text())
                    .isEqualTo(new String("jörg".getBytes(UTF_8), ISO_8859_1));
            assertThat(server.client()
                            .ask("GET", "/", basic("a:pä:ss").replace("Basic", "bAsIc"))
                            .text())
                    .isEqualTo("a");
            assertThat(server.client().ask("GET", "/", basic("a:wrong")).status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Authorization: Basic",
                "Authorization: Basic ",
                "Authorization: Basic !!!",
                "Authorization: Basic bm9jb2xvbg==",
                "Authorization: Basic /////w==",
                "Authorization: Basic YQpiOmM=",
                "Authorization: Bearer YTpi",
                "Authorization: Basicx YTpi"
            })
    @DisplayName("without well-formed credentials: 401 with a challenge, and the check is not called (RFC 9110 11.6.1)")
    void challenge(String field) {
        HttpFilter filter = BasicAuthentication.blocking("the realm", (user, password) -> {
            throw new AssertionError("called");
        });
        try (TestServer server = TestServer.serve(WHO.behind(filter))) {
            RawResponse response = server.client().ask("GET", "/", field);
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.field("WWW-Authenticate")).isEqualTo("Basic realm=\"the realm\", charset=\"UTF-8\"");
        }
    }

    @Test
    @DisplayName("bearer authentication: 401, 400 and 401 with the errors of RFC 6750 section 3.1")
    void bearerAuthentication() {
        for (HttpFilter filter : new HttpFilter[] {
            BearerAuthentication.blocking("api", token -> token.equals("t0k.en") ? Authentication.named("me") : null),
            BearerAuthentication.of(
                    "api",
                    token -> CompletableFuture.completedFuture(
                            token.equals("t0k.en") ? Authentication.named("me") : null))
        }) {
            try (TestServer server = TestServer.serve(WHO.behind(filter))) {
                assertThat(server.client()
                                .ask("GET", "/", "Authorization: Bearer t0k.en")
                                .text())
                        .isEqualTo("me");
                RawResponse none = server.client().ask("GET", "/");
                assertThat(none.status()).isEqualTo(401);
                assertThat(none.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"api\"");
                RawResponse invalid = server.client().ask("GET", "/", "Authorization: Bearer other");
                assertThat(invalid.status()).isEqualTo(401);
                assertThat(invalid.field("WWW-Authenticate"))
                        .isEqualTo("Bearer realm=\"api\", error=\"invalid_token\"");
                RawResponse malformed = server.client().ask("GET", "/", "Authorization: Bearer a b");
                assertThat(malformed.status()).isEqualTo(400);
                assertThat(malformed.field("WWW-Authenticate"))
                        .isEqualTo("Bearer realm=\"api\", error=\"invalid_request\"");
            }
        }
    }

    @Test
    @DisplayName("a refusal is problem details for clients that ask for JSON")
    void refusalIsProblemDetails() {
        try (TestServer server = TestServer.serve(WHO.behind(BasicAuthentication.of("r", (user, password) -> null)))) {
            RawResponse response = server.client().ask("GET", "/", "Accept: application/json");
            assertThat(response.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.field("WWW-Authenticate")).startsWith("Basic ");
        }
    }

    @Test
    @DisplayName("secrets are compared by all their characters")
    void secretsAreCompared() {
        assertThat(Authentication.same("geheim-ä", "geheim-ä")).isTrue();
        assertThat(Authentication.same("geheim", "geheim ")).isFalse();
        assertThat(Authentication.same("", "x")).isFalse();
    }

    @Test
    @DisplayName("a realm that could end its quotation is refused")
    void realmThatCouldEndItsQuotationIsRefused() {
        assertThatThrownBy(() -> BasicAuthentication.of("a\"b", (user, password) -> null))
                .hasMessageContaining("A realm is printable ASCII");
    }
}
