package org.kamaelia.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@ExtendWith(ExpectedFailures.class)
@DisplayName("Error pages are short, in the form the client prefers, and harmless whatever they quote")
class ErrorPagesTest {
    private static final String NASTY = "<script>alert(\"x\" + 'y')</script> & more\r\nSet-Cookie: a\u001b[31m\u0000";

    private static RawResponse refuse(String detail, String... fields) {
        String[] lines = new String[fields.length + 2];
        lines[0] = "GET / HTTP/1.1";
        lines[1] = "Host: h";
        System.arraycopy(fields, 0, lines, 2, fields.length);
        try (TestServer server = TestServer.with(request -> {
                    throw new StatusException(404, detail);
                })
                .loops(1)
                .start()) {
            return server.client().send(head(lines)).response();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"})
    @DisplayName("problem details for clients that send JSON and do not say what they accept, RFC 9457")
    void areProblemDetailsForClientsThatSendJson(String type) {
        RawResponse page = refuse("Not here", "Content-Type: " + type, "Accept: */*");
        assertThat(page.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(page.field("Vary")).isEqualTo("Accept");
        assertThat(refuse("Not here", "Content-Type: " + type).field("Content-Type"))
                .isEqualTo("application/problem+json");
        assertThat(refuse("Not here", "Content-Type: " + type, "Accept: text/html")
                        .field("Content-Type"))
                .startsWith("text/html");
        assertThat(refuse("Not here", "Content-Type: " + type, "Accept: text/plain")
                        .field("Content-Type"))
                .startsWith("text/plain");
    }

    @Test
    @DisplayName("problem details for clients that name any type of JSON, RFC 6839 3.1")
    void areProblemDetailsForClientsThatNameAnyJson() {
        RawResponse page = refuse("Not here", "Accept: application/vnd.api+json");
        assertThat(page.field("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Accept: */*",
                "Accept: text/*",
                "Accept: text/html;q=0",
                "Accept: image/png",
                "Accept: text/plain"
            })
    @DisplayName("plain text for clients that do not ask for HTML, RFC 9110 12.5.1")
    void arePlainTextForClientsThatDoNotAskForHtml(String accept) {
        RawResponse page = accept.isEmpty() ? refuse("Not here") : refuse("Not here", accept);

        assertThat(page.raw())
                .isEqualTo(
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nVary: Accept\r\nDate: *\r\n"
                                + "Content-Length: 23\r\n\r\n404 Not Found\nNot here\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Accept: text/html", "Accept: TEXT/HTML;q=0.9, */*;q=0.1", "Accept: text/html,application/xml"})
    @DisplayName("HTML for clients that ask for it, RFC 9110 12.5.1")
    void areHtmlForClientsThatAskForIt(String accept) {
        RawResponse page = refuse("Not here", accept);

        assertThat(page.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text())
                .startsWith("<!DOCTYPE html>")
                .contains("<title>404 Not Found</title>")
                .contains("<p>Not here</p>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: application/problem+json",
                "Accept: application/json",
                "Accept: application/json, text/plain, */*",
                "Accept: application/problem+json, text/html;q=0.5"
            })
    @DisplayName("problem details for clients that ask for them or for JSON, RFC 9457 3")
    void areProblemDetailsForClientsThatAskForThemOrJson(String accept) {
        RawResponse page = refuse("Not \"here\"\n</script>", accept);

        assertThat(page.raw())
                .isEqualTo("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nVary: Accept\r\n"
                        + "Date: *\r\nContent-Length: 100\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Not Found\","
                        + "\"status\":404,\"detail\":\"Not \\\"here\\\"\\u000a\\u003c/script>\"}\n");
    }

    @Test
    @DisplayName("a page that a cache may keep says that it depends on Accept, RFC 9110 12.5.5 and 15.1")
    void varyByAcceptWhereACacheMayKeepThem() {
        assertThat(refuse("Not here").field("Vary")).isEqualTo("Accept");
        assertThat(refuse("Not here", "Accept: text/html").field("Vary")).isEqualTo("Accept");
    }

    @Test
    @DisplayName("quoted text is escaped in HTML, and control characters are made visible")
    void escapeQuotedTextInHtml() {
        String page = refuse(NASTY, "Accept: text/html").text();

        assertThat(page)
                .contains("&lt;script&gt;alert(&quot;x&quot; + &#39;y&#39;)&lt;/script&gt; &amp; more")
                .contains("more??Set-Cookie: a?[31m?")
                .doesNotContain("<script>")
                .doesNotContain("\u001b");
    }

    @Test
    @DisplayName("quoted text in plain text has no control characters, and is not taken for another type")
    void quoteNoControlCharactersInPlainText() {
        RawResponse page = refuse(NASTY);

        assertThat(page.text()).endsWith("& more??Set-Cookie: a?[31m?\n");
        assertThat(page.field("Set-Cookie")).isNull();
        assertThat(page.field("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    @DisplayName("text beyond ASCII is in UTF-8")
    void areInUtf8BeyondAscii() {
        assertThat(new String(refuse("Größe 😀").body(), UTF_8)).isEqualTo("404 Not Found\nGröße 😀\n");
    }

    @Test
    @DisplayName("a server with pages of its own uses them for every error, also for requests that cannot be parsed")
    void ofTheServerReplaceTheDefaultForEveryError() {
        ErrorPages own = (status, detail, request) -> Response.text(
                        status + " " + (request == null ? "unreadable" : request.path()))
                .status(status);
        try (TestServer server = TestServer.with(request -> {
                    throw new StatusException(403, "Not you");
                })
                .setup(setup -> setup.errorPages(own))
                .start()) {
            assertThat(server.client().send(get("/a")).response().text()).isEqualTo("403 /a");
            assertThat(server.client().send("?\r\n\r\n").response().text()).isEqualTo("400 unreadable");
            assertThat(server.client().send(head("GET /b HTTP/1.1")).response().text())
                    .startsWith("400 ");
        }
    }

    private static RawResponse refuseValue(ErrorPages pages, String accept) {
        HandlerFactory handler = HandlerFactory.oneShot(request ->
                Response.text(String.valueOf(request.param("size").asInt().get())));
        try (TestServer server = TestServer.with(handler)
                .setup(setup -> setup.errorPages(pages))
                .loops(1)
                .start()) {
            return server.client()
                    .send(head("GET /?size=x HTTP/1.1", "Host: h", "Accept: " + accept))
                    .response();
        }
    }

    @Test
    @DisplayName(
            "pages of the application are asked for problems, too: for clients of HTML and plain text, unless they say more")
    void pagesOfTheApplicationAreAskedForProblems() {
        ErrorPages own =
                (status, detail, request) -> Response.text("own " + detail).status(status);
        RawResponse html = refuseValue(own, "text/html");
        assertThat(html.status()).isEqualTo(400);
        assertThat(html.text()).startsWith("own ").contains("size");
        assertThat(refuseValue(own, "text/plain").text()).startsWith("own ");
        RawResponse json = refuseValue(own, "application/json");
        assertThat(json.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json.text()).contains("\"parameter\":\"size\"");
        ErrorPages all = new ErrorPages() {
            @Override
            public Response page(int status, String detail, @Nullable Request request) {
                return own.page(status, detail, request);
            }

            @Override
            public Response problem(Problem problem, @Nullable Request request) {
                return Response.text("own problem").status(400);
            }
        };
        assertThat(refuseValue(all, "application/json").text()).isEqualTo("own problem");
    }

    @Test
    @DisplayName("pages that fail for a problem give the status without content")
    void pagesThatFailForAProblem() {
        RawResponse response = refuseValue(
                (status, detail, request) -> {
                    throw new IllegalStateException("on purpose");
                },
                "text/html");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).isEmpty();
    }
}
