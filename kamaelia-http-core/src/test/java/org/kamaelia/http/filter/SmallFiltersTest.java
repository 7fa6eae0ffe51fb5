package org.kamaelia.http.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.RawClient.head;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Small ready-made filters")
class SmallFiltersTest {
    private static TestServer serve(HttpFilter filter, HandlerFactory handler) {
        return TestServer.with(handler).setup(setup -> setup.filter(filter)).start();
    }

    @Test
    @DisplayName("SecurityHeaders adds its fields to each response, and leaves those of the handler as they are")
    void securityHeaders() {
        SecurityHeaders headers = SecurityHeaders.defaults()
                .without("x-frame-options")
                .with("Content-Security-Policy", "default-src 'self'");
        try (TestServer server = serve(headers, request -> {
            if (request.path().equals("/none")) {
                throw new StatusException(404, "none");
            }
            return Response.text("x").header("Referrer-Policy", "origin");
        })) {
            RawResponse response = server.client().ask("GET", "/");
            assertThat(response.field("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(response.field("X-Frame-Options")).isNull();
            assertThat(response.all("Content-Security-Policy")).containsExactly("default-src 'self'");
            assertThat(response.all("Referrer-Policy")).containsExactly("origin");
            assertThat(response.field("Strict-Transport-Security"))
                    .as("without TLS")
                    .isNull();
            assertThat(server.client().ask("GET", "/none").field("X-Content-Type-Options"))
                    .isEqualTo("nosniff");
            assertThat(server.client().send(head("nonsense")).response().field("X-Content-Type-Options"))
                    .isEqualTo("nosniff");
        }
        assertThatThrownBy(() -> headers.with("Content-Length", "1")).hasMessageContaining("framing");
    }

    @Test
    @DisplayName("RequestId gives each request an id, which handlers and clients get, also with errors")
    void requestId() {
        try (TestServer server = serve(RequestId.filter(), request -> Response.text("" + RequestId.of(request)))) {
            Set<String> ids = new TreeSet<>();
            RawClient client = server.client();
            for (int i = 0; i < 100; i++) {
                RawResponse response = client.ask("GET", "/", "X-Request-Id: mine");
                assertThat(response.field("X-Request-Id"))
                        .matches("[0-9a-f]{32}")
                        .isEqualTo(response.text());
                ids.add(response.text());
            }
            assertThat(ids).hasSize(100);
            assertThat(client.ask("GET", "/%00").field("X-Request-Id")).isNotNull();
            assertThat(client.send(head("nonsense")).response().field("X-Request-Id"))
                    .matches("[0-9a-f]{32}");
        }
    }

    @Test
    @DisplayName("RequestId that trusts its clients takes a well-formed id and no other")
    void trustingRequestId() {
        try (TestServer server = serve(RequestId.field("X-Trace").trusting(), request -> Response.text("x"))) {
            RawClient client = server.client();
            assertThat(client.ask("GET", "/", "X-Trace: a-B_1.2").field("X-Trace"))
                    .isEqualTo("a-B_1.2");
            assertThat(client.ask("GET", "/", "X-Trace: <script>").field("X-Trace"))
                    .matches("[0-9a-f]{32}");
            assertThat(client.ask("GET", "/", "X-Trace: " + "a".repeat(65)).field("X-Trace"))
                    .matches("[0-9a-f]{32}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, 200",
        "EXAMPLE.com:8080, 200",
        "example.com., 200",
        "a.b.wild.example, 200",
        "wild.example, 421",
        "[::1]:80, 200",
        "evil.example, 421",
        "example.com.evil.example, 421",
        "notexample.com, 421",
        "'', 400"
    })
    @DisplayName("HostAllowList serves known hosts; another host is 421 (RFC 9110 15.5.20), none is 400")
    void hostAllowList(String host, int status) {
        HostAllowList list = HostAllowList.of("example.com", "*.wild.example", "[::1]");
        try (TestServer server = serve(list, request -> Response.text("x"))) {
            RawClient client =
                    server.client().send(head("GET / HTTP/1.1", "Host:" + (host.isEmpty() ? "" : " " + host)));
            assertThat(client.response().status()).isEqualTo(status);
        }
    }

    @Test
    @DisplayName("HostAllowList refuses what is no host")
    void hostAllowListRefusesWhatIsNoHost() {
        assertThatThrownBy(() -> HostAllowList.of("https://example.com")).hasMessageContaining("not a host");
        assertThatThrownBy(() -> HostAllowList.of("example.com:80")).hasMessageContaining("without a port");
        assertThatThrownBy(HostAllowList::of).hasMessageContaining("at least one");
    }

    @ParameterizedTest
    @CsvSource({
        "/admin, 403",
        "/admin/, 403",
        "/admin/x/y, 403",
        "/%61dmin/x, 403",
        "//admin/./x, 403",
        "/admin;a=b/x, 403",
        "/admin;, 403",
        "/users/7;v=1, 403",
        "/users/;v, 200",
        "/administrator, 200",
        "/admin%2Fx, 403",
        "/admin%5cx, 403",
        "/x%2f../admin%2fx, 403",
        "/x%2Fadmin, 200",
        "/users%2f7, 403",
        "/Admin, 200",
        "/a b, 403",
        "/users/7, 403",
        "/users/, 200",
        "/users/7/x, 200",
        "/caf%C3%A9, 403",
        "/home/, 403",
        "/home/x, 200",
        "/, 200"
    })
    @DisplayName("PathFilter uses a filter for its paths only, whatever their spelling")
    void pathFilter(String path, int status) {
        HttpFilter filter = PathFilter.of(
                HttpFilter.check(request -> Response.of(403)),
                "/admin/",
                "/a%20b",
                "/users/{id}",
                "/caf%C3%A9",
                "/home/{$}");
        try (TestServer server = serve(filter, request -> Response.text("x"))) {
            assertThat(server.client().ask("GET", path.replace(" ", "%20")).status())
                    .isEqualTo(status);
        }
        assertThatThrownBy(() -> PathFilter.of(filter)).hasMessageContaining("write \"/\"");
        assertThatThrownBy(() -> PathFilter.of(filter, "admin")).hasMessageContaining("write \"/admin\"");
    }
}
