package org.kamaelia.demo.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

@DisplayName("The application of WebFlux")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class NotesApplicationTest {
    @LocalServerPort
    private int port;

    private Browser browser;

    @BeforeEach
    void open() {
        browser = new Browser(port);
    }

    private void signIn() throws Exception {
        assertThat(browser.signIn("ada", "lovelace")).isEqualTo("302 /");
    }

    private String add(String text) throws Exception {
        HttpResponse<String> answer = browser.send(browser.to("/api/notes")
                .header("Content-Type", "application/json")
                .header("X-CSRF-TOKEN", browser.token())
                .POST(BodyPublishers.ofString("{\"text\":\"" + text + "\"}")));
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.body();
    }

    @Test
    @DisplayName("runs on Kamaelia HTTP")
    void server(@org.springframework.beans.factory.annotation.Autowired WebServerApplicationContext context) {
        assertThat(context.getWebServer().getClass().getName()).startsWith("org.kamaelia.");
    }

    @Test
    @DisplayName("sends people to the sign-in form, and answers programs 401")
    void signedOut() throws Exception {
        HttpResponse<String> page = browser.get("/");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).hasValue("/login");
        assertThat(browser.get("/api/notes").statusCode()).isEqualTo(401);
        assertThat(browser.signIn("ada", "babbage")).isEqualTo("302 /login?error");
    }

    @Test
    @DisplayName("signs a user in, greets the user on a page, and keeps a session")
    void session() throws Exception {
        signIn();
        assertThat(browser.get("/").body()).contains("Notes of <span>ada</span>");
        assertThat(browser.get("/api/visits").body()).isEqualTo("{\"visits\":1}");
        assertThat(browser.get("/api/visits").body()).isEqualTo("{\"visits\":2}");
        assertThat(new Browser(port).get("/api/visits").statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("refuses a change without the token against forged requests: 403")
    void forged() throws Exception {
        signIn();
        assertThat(browser.send(browser.to("/api/notes")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"text\":\"forged\"}")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("keeps notes in the database, and shows them as JSON and on the page")
    void notes() throws Exception {
        signIn();
        assertThat(add("buy milk")).contains("\"author\":\"ada\",\"text\":\"buy milk\"");
        assertThat(browser.get("/api/notes").body()).contains("buy milk");
        assertThat(browser.get("/").body()).contains("<li>buy milk</li>");
    }

    @Test
    @DisplayName("streams new notes as events, each as soon as it is there")
    void events() throws Exception {
        signIn();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(browser.open("/api/events").body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo(":ready");
            add("streamed");
            String event = "";
            for (String line = lines.readLine(); !line.startsWith("data:"); line = lines.readLine()) {
                event += line;
            }
            assertThat(event).contains("event:note");
        }
    }

    @Test
    @DisplayName("takes an upload, and gives it back whole, in a range, and not past its end")
    void files() throws Exception {
        signIn();
        String content = "0123456789".repeat(10_000);
        String form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"digits.txt\"\r\n\r\n" + content
                + "\r\n--x--\r\n";
        HttpResponse<String> uploaded = browser.send(browser.to("/api/files")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .header("X-CSRF-TOKEN", browser.token())
                .POST(BodyPublishers.ofString(form)));
        assertThat(uploaded.body()).contains("\"size\":100000").contains("digits.txt");
        Matcher id = Pattern.compile("\"id\":\"([0-9a-z]+)\"").matcher(uploaded.body());
        assertThat(id.find()).isTrue();
        String file = "/api/files/" + id.group(1);
        assertThat(browser.get(file).body()).isEqualTo(content);
        HttpResponse<String> range = browser.send(browser.to(file).header("Range", "bytes=50005-50009"));
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("56789");
        assertThat(range.headers().firstValue("Content-Range")).hasValue("bytes 50005-50009/100000");
        assertThat(browser.send(browser.to(file).header("Range", "bytes=100000-"))
                        .statusCode())
                .isEqualTo(416);
    }

    @Test
    @DisplayName("lets scripts of one foreign origin in, and refuses those of all others")
    void origins() throws Exception {
        HttpResponse<String> partner =
                browser.send(browser.to("/public/hello").header("Origin", "https://partner.example"));
        assertThat(partner.statusCode()).isEqualTo(200);
        assertThat(partner.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://partner.example");
        HttpResponse<String> stranger =
                browser.send(browser.to("/public/hello").header("Origin", "https://stranger.example"));
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<String> preflight = browser.send(browser.to("/public/hello")
                .header("Origin", "https://partner.example")
                .header("Access-Control-Request-Method", "GET")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("GET");
    }

    @Test
    @DisplayName("describes itself in OpenAPI")
    void openApi() throws Exception {
        assertThat(browser.get("/v3/api-docs").body())
                .contains("\"/api/notes\"")
                .contains("\"openapi\":\"3.");
        assertThat(browser.get("/swagger-ui.html").statusCode()).isIn(200, 302);
    }

    @Test
    @DisplayName("serves a native handler on the same port")
    void nativeHandler() throws Exception {
        assertThat(browser.get("/native/hello").body()).isEqualTo("hello\n");
    }

    @Test
    @DisplayName("reads its own metrics: each request is counted once, with the name of the server")
    void metrics() throws Exception {
        signIn();
        assertThat(browser.get("/actuator/health").body()).contains("\"status\":\"UP\"");
        browser.get("/public/hello");
        assertThat(browser.get("/actuator/metrics/http.server.requests?tag=uri:/public/hello&tag=server:default")
                        .body())
                .contains("\"statistic\":\"COUNT\"");
        assertThat(browser.get("/actuator/metrics/kamaelia.http.server.queue.depth")
                        .statusCode())
                .isEqualTo(200);
        assertThat(new Browser(port).get("/actuator/metrics").statusCode()).isEqualTo(401);
    }
}
