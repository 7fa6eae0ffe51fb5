package org.kamaelia.http.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Cookie;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Parameters;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.http.content.Form;
import org.kamaelia.http.content.Forms;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.json.Json;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;

@DisplayName("The test client speaks as browsers and programs do")
class TestClientTest {
    record Order(String article, int count) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        @HandlerPath(path = "/ticks", methods = "GET")
        EventStream ticks() {
            return EventStream.with(EventStream.Settings.defaults());
        }

        @Bean
        @HandlerPath(path = "/orders", methods = "POST")
        HandlerFactory order(Json json) {
            return json.blocking(Order.class, (request, order) -> List.of(order, new Order("more", order.count() + 1)));
        }

        @Bean
        @HandlerPath(path = "/form", methods = "POST")
        HandlerFactory form() {
            return HandlerFactory.oneShot(1_024, (request, body) -> {
                Parameters form = Parameters.ofForm(request, body);
                return Response.text(form.first("a") + form.all("b"));
            });
        }

        @Bean
        @HandlerPath(path = "/upload", methods = "POST")
        HandlerFactory upload() throws Exception {
            Path directory = Files.createTempDirectory("kamaelia-test");
            return Forms.into(Forms.Limits.of(100_000, directory), (request, form) -> {
                Form.Upload file = Objects.requireNonNull(form.upload("file"));
                return Response.text(form.first("title") + " " + file.part().filename() + " "
                        + file.part().type() + " " + Files.readString(file.file()));
            });
        }

        @Bean
        @HandlerPath("/login")
        HandlerFactory login() {
            return HandlerFactory.oneShot(request -> Response.text("hello")
                    .cookie(Cookie.of("session", "4711").path("/"))
                    .cookie(Cookie.of("own", "1").path("/login")));
        }

        @Bean
        @HandlerPath("/logout")
        HandlerFactory logout() {
            return HandlerFactory.oneShot(
                    request -> Response.text("bye").header("Set-Cookie", "session=; Path=/; Max-Age=0"));
        }

        @Bean
        @HandlerPath("/who")
        HandlerFactory who() {
            return HandlerFactory.oneShot(request -> Response.text(String.valueOf(request.header("Cookie"))));
        }

        /** Sends an octet now and then, for ever. */
        @Bean
        @HandlerPath("/drops")
        HandlerFactory drops() {
            return HandlerFactory.blocking((request, in, out) -> {
                out.begin(Response.ok("text/plain"));
                CountDownLatch never = new CountDownLatch(1);
                while (!never.await(20, TimeUnit.MILLISECONDS)) {
                    out.write('.');
                    out.flush();
                }
            });
        }
    }

    /** The requirements, with every transport. */
    abstract static class Requirements {
        @Autowired
        KamaeliaTestClient client;

        @Autowired
        EventStream ticks;

        @Test
        @DisplayName("JSON both ways, by the mapper of the application")
        void speaksJson() {
            KamaeliaTestResponse response = client.postJson("/orders", new Order("tee", 2));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.json(new ParameterizedTypeReference<List<Order>>() {}))
                    .containsExactly(new Order("tee", 2), new Order("more", 3));
            assertThat(response.json(Order[].class)).hasSize(2);
        }

        @Test
        @DisplayName("forms, and forms with files and names outside of ASCII")
        void sendsForms() {
            assertThat(client.postForm("/form", "a", "x & y", "b", "ä", "b", "2")
                            .body())
                    .isEqualTo("x & y[ä, 2]");
            assertThat(client.multipart(
                                    "/upload",
                                    KamaeliaTestPart.text("title", "über"),
                                    KamaeliaTestPart.file(
                                            "file",
                                            "naïve \"1\".txt",
                                            "text/plain",
                                            "content".getBytes(StandardCharsets.UTF_8)))
                            .body())
                    .isEqualTo("über naïve \"1\".txt text/plain content");
        }

        @Test
        @DisplayName("cookies are kept, sent under their paths, and removed; a client without them sends none")
        void followsCookies() {
            KamaeliaTestClient browser = client.withCookies();
            assertThat(browser.get("/who").body()).isEqualTo("null");
            browser.get("/login");
            assertThat(browser.get("/who").body()).isEqualTo("session=4711");
            assertThat(client.get("/who").body()).isEqualTo("null");
            browser.get("/logout");
            assertThat(browser.get("/who").body()).isEqualTo("null");
        }

        @Test
        @DisplayName("events are read one by one, while the stream goes on")
        void readsEvents() {
            try (KamaeliaTestEvents events = client.events("/ticks")) {
                assertThat(events.status()).isEqualTo(200);
                assertThat(events.header("Content-Type")).startsWith("text/event-stream");
                ticks.publish(Event.of("one\ntwo"));
                KamaeliaTestEvent first = events.next();
                assertThat(first.name()).isEqualTo("message");
                assertThat(first.data()).isEqualTo("one\ntwo");
                assertThat(first.id()).isNotEmpty();
                ticks.publish(Event.of("order", "{\"article\":\"tea\",\"count\":1}"));
                KamaeliaTestEvent second = events.next();
                assertThat(second.name()).isEqualTo("order");
                assertThat(second.json(Order.class)).isEqualTo(new Order("tea", 1));
            }
        }

        @Test
        @DisplayName("the limit is for the whole exchange, however often the server sends something")
        void limitsTheWholeExchange() {
            assertThatThrownBy(() -> client.within(Duration.ofMillis(300)).get("/drops"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("GET /drops failed: The exchange was not over within 300 ms");
            assertThatThrownBy(() -> {
                        try (KamaeliaTestEvents events =
                                client.within(Duration.ofMillis(300)).events("/ticks")) {
                            events.next();
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("not over within 300 ms");
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class)
    @AutoConfigureKamaeliaTest
    @DisplayName("over ports")
    class OverPorts extends Requirements {}

    @Nested
    @SpringBootTest(classes = Application.class)
    @AutoConfigureKamaeliaTest(transport = KamaeliaTransport.IN_MEMORY)
    @DisplayName("in memory")
    class InMemory extends Requirements {}
}
