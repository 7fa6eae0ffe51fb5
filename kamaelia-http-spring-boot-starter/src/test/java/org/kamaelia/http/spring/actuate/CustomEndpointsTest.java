package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.actuate.Actuator.contentType;
import static org.kamaelia.http.spring.actuate.Actuator.json;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.util.MimeTypeUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Endpoints of an application: every kind of operation, argument and result. */
class CustomEndpointsTest {
    @TempDir
    static Path directory;

    private static final CountDownLatch CLOSED = new CountDownLatch(2);

    @Endpoint(id = "results")
    static class Results {
        @ReadOperation
        @Nullable
        Object read(@Selector String kind) throws IOException {
            return switch (kind) {
                case "map" -> Map.of("one", 1);
                case "mono" -> Mono.just(Map.of("one", 1));
                case "flux" -> Flux.just("a", "b");
                case "stage" -> CompletableFuture.supplyAsync(() -> Map.of("one", 1));
                case "failed-stage" -> CompletableFuture.failedFuture(new IOException("broken"));
                case "empty-mono" -> Mono.empty();
                case "status" -> new WebEndpointResponse<>(Map.of("one", 1), 202);
                case "no-body" -> new WebEndpointResponse<>(429);
                case "typed" -> new WebEndpointResponse<>("<p>é</p>", MimeTypeUtils.TEXT_HTML);
                case "bytes" -> new WebEndpointResponse<>(new byte[] {'a', 0, 'b'}, MimeTypeUtils.IMAGE_PNG);
                case "file" -> new FileSystemResource(Files.writeString(directory.resolve("f"), "in a file"));
                case "stream" -> new InputStreamResource(noticing("as it comes"));
                case "thrown" -> throw new IllegalStateException("broken");
                default -> null;
            };
        }

        private static InputStream noticing(String content) {
            return new FilterInputStream(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
                @Override
                public void close() throws IOException {
                    CLOSED.countDown();
                    super.close();
                }
            };
        }
    }

    @Endpoint(id = "text")
    static class Text {
        @ReadOperation(produces = "text/plain")
        String read() {
            return "naïve\n";
        }
    }

    @Endpoint(id = "arguments")
    static class Arguments {
        @ReadOperation
        Map<String, Object> read(
                @Selector String name, @Selector(match = Selector.Match.ALL_REMAINING) String... rest) {
            return new TreeMap<>(Map.of("name", name, "rest", List.of(rest)));
        }

        @ReadOperation
        Map<String, Object> required(int number) {
            return Map.of("number", number);
        }

        @WriteOperation
        Map<String, Object> write(@Selector String target, @Nullable String text, @Nullable List<Integer> numbers) {
            return Map.of("target", target, "text", String.valueOf(text), "numbers", String.valueOf(numbers));
        }

        @DeleteOperation
        void delete(@Selector String victim, @Nullable Integer times) {
            deleted = victim + " " + times;
        }
    }

    @Endpoint(id = "slow")
    static class Slow {
        @ReadOperation
        CompletionStage<Boolean> read() throws InterruptedException {
            return CompletableFuture.completedFuture(MEET.await(20, TimeUnit.SECONDS));
        }
    }

    private static final CountDownLatch MEET = new CountDownLatch(1);
    private static volatile @Nullable String deleted;

    private static void with(Object endpoint, Consumer<Actuator> test) {
        register(endpoint).run(context -> test.accept(Actuator.of(context)));
    }

    @SuppressWarnings("unchecked")
    private static ApplicationContextRunner register(Object endpoint) {
        return Actuator.exposingEverything().withBean("endpoint", (Class<Object>) endpoint.getClass(), () -> endpoint);
    }

    @Test
    @DisplayName("writes maps, publishers, stages and whole responses")
    void writesMapsPublishersStagesAndResponses() {
        with(new Results(), actuator -> {
            for (String kind : List.of("map", "mono", "stage", "status")) {
                HttpResponse<String> response = actuator.get("/actuator/results/" + kind);
                assertThat(response.statusCode()).isEqualTo(kind.equals("status") ? 202 : 200);
                assertThat(json(response).get("one").asInt()).isEqualTo(1);
            }
            assertThat(json(actuator.get("/actuator/results/flux")).toString()).isEqualTo("[\"a\",\"b\"]");
            HttpResponse<String> noBody = actuator.get("/actuator/results/no-body");
            assertThat(noBody.statusCode()).isEqualTo(429);
            assertThat(noBody.body()).isEmpty();
        });
    }

    @Test
    @DisplayName("a response can have its own media type; text without a charset is sent as UTF-8 with a charset")
    void aResultMayHaveItsOwnMediaType() {
        with(new Results(), actuator -> {
            HttpResponse<String> html = actuator.get("/actuator/results/typed");
            assertThat(contentType(html)).isEqualTo("text/html;charset=UTF-8");
            assertThat(html.body()).isEqualTo("<p>é</p>");
            HttpResponse<String> bytes = actuator.get("/actuator/results/bytes");
            assertThat(contentType(bytes)).isEqualTo("image/png");
            assertThat(bytes.body()).isEqualTo("a\0b");
        });
        with(new Text(), actuator -> {
            HttpResponse<String> text = actuator.get("/actuator/text");
            assertThat(contentType(text)).isEqualTo("text/plain;charset=UTF-8");
            assertThat(text.body()).isEqualTo("naïve\n");
        });
    }

    @Test
    @DisplayName("a resource is streamed, with its length if known, else chunked; it is closed even for HEAD")
    void streamsAndClosesResources() {
        with(new Results(), actuator -> {
            HttpResponse<String> file = actuator.get("/actuator/results/file");
            assertThat(file.headers().firstValue("Content-Length")).hasValue("9");
            assertThat(file.body()).isEqualTo("in a file");
            HttpResponse<String> stream = actuator.get("/actuator/results/stream");
            assertThat(stream.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
            assertThat(stream.body()).isEqualTo("as it comes");
            assertThat(actuator.send("admin", "HEAD", "/actuator/results/stream", null)
                            .body())
                    .isEmpty();
            try {
                assertThat(CLOSED.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    @DisplayName("a null result is 404 for GET and HEAD; a failure is 500 without its cause")
    void nullIs404AndAFailureIs500() {
        with(new Results(), actuator -> {
            assertThat(actuator.get("/actuator/results/nothing").statusCode()).isEqualTo(404);
            assertThat(actuator.send("admin", "HEAD", "/actuator/results/nothing", null)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(actuator.get("/actuator/results/empty-mono").statusCode())
                    .isEqualTo(404);
            for (String kind : List.of("thrown", "failed-stage")) {
                HttpResponse<String> failed = actuator.get("/actuator/results/" + kind);
                assertThat(failed.statusCode()).isEqualTo(500);
                assertThat(failed.body()).doesNotContain("broken");
            }
        });
    }

    @Test
    @DisplayName("path variables are percent-decoded as UTF-8, segment by segment")
    void pathVariablesAreDecodedSegmentBySegment() {
        with(new Arguments(), actuator -> {
            assertThat(json(actuator.get("/actuator/arguments/a%2Fb%c3%bc/c%20d/e+f/%2525")))
                    .hasToString("{\"name\":\"a/bü\",\"rest\":[\"c d\",\"e+f\",\"%25\"]}");
            assertThat(json(actuator.get("/actuator/arguments/x/"))).hasToString("{\"name\":\"x\",\"rest\":[]}");
        });
    }

    @Test
    @DisplayName("a parameter that is missing or of another type gets 400")
    void aMissingOrInvalidParameterGets400() {
        with(new Arguments(), actuator -> {
            assertThat(json(actuator.get("/actuator/arguments?number=7"))
                            .get("number")
                            .asInt())
                    .isEqualTo(7);
            HttpResponse<String> missing = actuator.get("/actuator/arguments");
            assertThat(missing.statusCode()).isEqualTo(400);
            assertThat(missing.body()).contains("number");
            assertThat(actuator.get("/actuator/arguments?number=many").statusCode())
                    .isEqualTo(400);
        });
    }

    @Test
    @DisplayName("POST takes arguments from path, query and JSON, and DELETE from path and query")
    void postAndDeleteTakeTheirArguments() {
        with(new Arguments(), actuator -> {
            HttpResponse<String> post = actuator.post(
                    "/actuator/arguments/here?text=from+the+query",
                    "{\"text\":\"from the body\",\"numbers\":[1,2]}",
                    "Content-Type",
                    "application/json; charset=UTF-8");
            assertThat(json(post).get("target").asString()).isEqualTo("here");
            assertThat(json(post).get("text").asString()).isEqualTo("from the query");
            assertThat(json(post).get("numbers").asString()).isEqualTo("[1, 2]");
            HttpResponse<String> delete = actuator.send("admin", "DELETE", "/actuator/arguments/it?times=2", null);
            assertThat(delete.statusCode()).isEqualTo(204);
            assertThat(deleted).isEqualTo("it 2");
        });
    }

    @Test
    @DisplayName("an operation that blocks delays no other request")
    void aBlockingOperationDelaysNoOtherRequest() {
        register(new Slow()).withPropertyValues("kamaelia.http.event-loops=1").run(context -> {
            Actuator actuator = Actuator.of(context);
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(() -> actuator.get("/actuator/slow"));
            assertThat(actuator.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(slow).isNotDone();
            MEET.countDown();
            assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("true");
        });
    }
}
