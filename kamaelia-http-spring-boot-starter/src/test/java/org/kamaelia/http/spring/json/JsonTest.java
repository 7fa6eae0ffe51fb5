package org.kamaelia.http.spring.json;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Handlers read and write JSON")
class JsonTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    record Line(@NotBlank String article, @Positive int count) {}

    record Order(LocalDate dueDate, List<@Valid Line> lines) {}

    record Total(int totalCount, LocalDate dueDate) {
        static Total of(Order order) {
            return new Total(order.lines().stream().mapToInt(Line::count).sum(), order.dueDate());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        @Bean
        @HandlerPath("/one-shot")
        HandlerFactory oneShot(Json json) {
            return json.oneShot(Order.class, (request, order) -> Total.of(order));
        }

        @Bean
        @HandlerPath("/async")
        HandlerFactory async(Json json) {
            return json.async(Order.class, (request, order) -> CompletableFuture.supplyAsync(() -> Total.of(order)));
        }

        @Bean
        @HandlerPath("/blocking")
        HandlerFactory blocking(Json json) {
            return json.blocking(Order.class, (request, order) -> Total.of(order));
        }

        @Bean
        @HandlerPath("/by-hand")
        HandlerFactory byHand(Json json) {
            return HandlerFactory.oneShot(
                    json.maxBody(), (request, body) -> json.response(Total.of(json.read(body, Order.class))));
        }

        @Bean
        @HandlerPath("/list")
        HandlerFactory list(Json json) {
            return json.oneShot(
                    new ParameterizedTypeReference<List<Line>>() {},
                    (request, lines) -> json.response(lines.get(0).article()).status(201));
        }

        @Bean
        @HandlerPath("/small")
        HandlerFactory small(Json json) {
            return json.maxBody(64).oneShot(Order.class, (request, order) -> null);
        }

        @Bean
        @HandlerPath("/get")
        HandlerFactory get(Json json) {
            return json.oneShot(request -> new Total(1, LocalDate.of(2026, 1, 2)));
        }

        @Bean
        @HandlerPath("/later")
        HandlerFactory later(Json json) {
            return json.async(request -> CompletableFuture.supplyAsync(() -> List.of(1, 2)));
        }

        @Bean
        @HandlerPath("/nothing")
        HandlerFactory nothing(Json json) {
            return json.oneShot(request -> null);
        }

        @Bean
        @HandlerPath("/problem")
        HandlerFactory problem(Json json) {
            return json.oneShot(request -> Problem.of(409).response());
        }
    }

    private static ApplicationContextRunner bare() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class, KamaeliaHttpJsonAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.event-loops=1", "kamaelia.http.servers.default.port=0");
    }

    private static ApplicationContextRunner runner() {
        return bare().withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
                .withUserConfiguration(Handlers.class);
    }

    private static HttpResponse<String> send(ApplicationContext context, String path, HttpRequest.Builder request)
            throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + context.getBean(KamaeliaServers.class).port("default") + path);
        return CLIENT.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(ApplicationContext context, String path, String body) throws Exception {
        return send(
                context,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(ApplicationContext context, String path) throws Exception {
        return send(context, path, HttpRequest.newBuilder());
    }

    private static String type(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static JsonNode problem(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(type(response)).isEqualTo("application/problem+json");
        return new ObjectMapper().readTree(response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/one-shot", "/async", "/blocking", "/by-hand"})
    @DisplayName("a body becomes a value, and the value of the function becomes the response, in every style")
    void readsAndWritesValuesInEveryStyle(String path) {
        runner().run(context -> {
            HttpResponse<String> response =
                    post(context, path, "{\"dueDate\":\"2026-03-01\",\"lines\":[{\"article\":\"a\",\"count\":3}]}");
            assertThat(response.body()).isEqualTo("{\"totalCount\":3,\"dueDate\":\"2026-03-01\"}");
            assertThat(type(response)).isEqualTo("application/json");
        });
    }

    @Test
    @DisplayName("types with parameters are read; a Response of the function keeps its status")
    void readsTypesWithParametersAndKeepsAStatus() {
        runner().run(context -> {
            HttpResponse<String> response = post(context, "/list", "[{\"article\":\"a\",\"count\":3}]");
            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.body()).isEqualTo("\"a\"");
        });
    }

    @Test
    @DisplayName("without a body: a value is 200, null is 204, a Response stays as it is")
    void writesAValueNullOrAResponse() {
        runner().run(context -> {
            assertThat(get(context, "/get").body()).isEqualTo("{\"totalCount\":1,\"dueDate\":\"2026-01-02\"}");
            assertThat(get(context, "/later").body()).isEqualTo("[1,2]");
            assertThat(get(context, "/nothing").statusCode()).isEqualTo(204);
            assertThat(get(context, "/problem").statusCode()).isEqualTo(409);
        });
    }

    @Test
    @DisplayName("the mapper is the application's own, with its properties")
    void usesTheMapperOfTheApplication() {
        runner().withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
                .run(context -> assertThat(get(context, "/get").body()).contains("\"total_count\":1"));
        bare().withUserConfiguration(Handlers.class)
                .withBean(
                        JsonMapper.class,
                        () -> JsonMapper.builder()
                                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                                .build())
                .run(context -> assertThat(get(context, "/get").body()).contains("\"TotalCount\":1"));
    }

    @Test
    @DisplayName("Jackson without a mapper bean is enough")
    void jacksonWithoutAMapperBeanIsEnough() {
        bare().withUserConfiguration(Handlers.class)
                .run(context -> assertThat(get(context, "/get").body()).contains("\"totalCount\":1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/one-shot", "/async", "/blocking", "/by-hand"})
    @DisplayName("bad JSON gets 400 with problem details that have the position, in every style")
    void badJsonGets400WithItsPosition(String path) {
        runner().run(context -> assertThat(problem(post(context, path, "{\n \"lines\": oops}"))
                        .path("detail")
                        .asString())
                .startsWith("The body is not valid JSON (line 2, column "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"lines\":[{\"count\":\"many\"}]}; The value of lines[0].count is not of the expected type (line 1, ",
                "[]; The body is not of the expected type (line 1, ",
                "null; The body is null.",
                "''; The body is",
                "{\"dueDate\":\"soon\"}; The value of dueDate is not of the expected type",
            })
    @DisplayName("JSON that does not fit gets 400 with the name of the value, and without a class of the application")
    void jsonThatDoesNotFitGets400WithTheNameOfTheValue(String body, String detail) {
        runner().run(context -> {
            String said =
                    problem(post(context, "/one-shot", body)).path("detail").asString();
            assertThat(said).startsWith(detail).doesNotContain("java", "kamaelia", "Jackson");
        });
    }

    @Test
    @DisplayName("deeply nested JSON gets 400")
    void deeplyNestedJsonGets400() {
        runner().run(context -> assertThat(problem(post(context, "/one-shot", "[".repeat(100_000)))
                        .path("detail")
                        .asString())
                .startsWith("The body is"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/one-shot", "/async", "/blocking"})
    @DisplayName("a body of another media type, or without a media type, gets 415")
    void anotherMediaTypeGets415(String path) {
        runner().run(context -> {
            HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{\"lines\":[]}");
            for (HttpRequest.Builder request : List.of(
                    HttpRequest.newBuilder().POST(body),
                    HttpRequest.newBuilder()
                            .header("Content-Type", "text/plain")
                            .POST(body))) {
                HttpResponse<String> response = send(context, path, request);
                assertThat(response.statusCode()).isEqualTo(415);
                assertThat(response.headers().firstValue("Accept")).hasValue("application/json");
            }
            assertThat(send(
                                    context,
                                    path,
                                    HttpRequest.newBuilder()
                                            .header("Content-Type", "application/vnd.order+json; charset=utf-8")
                                            .POST(body))
                            .statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    @DisplayName("a body past kamaelia.http.json.max-body, or past maxBody() of a handler, gets 413")
    void aBodyThatIsTooLargeGets413() {
        String padded = "{\"lines\":[]" + " ".repeat(100) + "}";
        runner().withPropertyValues("kamaelia.http.json.max-body=100B").run(context -> {
            for (String path : List.of("/one-shot", "/async", "/blocking", "/by-hand", "/small")) {
                assertThat(post(context, path, padded).statusCode()).as(path).isEqualTo(413);
            }
            assertThat(post(context, "/one-shot", "{\"lines\":[]}").statusCode())
                    .isEqualTo(200);
        });
        runner().run(context -> {
            assertThat(post(context, "/one-shot", padded).statusCode()).isEqualTo(200);
            assertThat(post(context, "/small", padded).statusCode()).isEqualTo(413);
            assertThat(context.getBean(Json.class).maxBody()).isEqualTo(1024 * 1024);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/one-shot", "/async", "/blocking", "/by-hand"})
    @DisplayName("with Bean Validation an invalid value gets 400 with a list of errors")
    void anInvalidValueGets400WithAListOfErrors(String path) {
        runner().withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
                .run(context -> {
                    JsonNode problem = problem(post(
                            context,
                            path,
                            "{\"lines\":[{\"article\":\"a\",\"count\":1},{\"article\":\"\",\"count\":0}]}"));
                    assertThat(problem.path("errors")).hasSize(2);
                    assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("#/lines/1/article");
                    assertThat(problem.at("/errors/1/detail").asString()).isEqualTo("must be greater than 0");
                    assertThat(post(context, path, "{\"lines\":[]}").statusCode())
                            .isEqualTo(200);
                });
    }

    @Test
    @DisplayName("without Bean Validation nothing is checked")
    void nothingIsValidatedWithoutBeanValidation() {
        runner().withClassLoader(new FilteredClassLoader("jakarta.validation"))
                .run(context -> assertThat(post(context, "/one-shot", "{\"lines\":[{\"count\":0}]}")
                                .body())
                        .contains("\"totalCount\":0"));
    }

    @Test
    @DisplayName("a Json bean of the application replaces ours")
    void aJsonBeanOfTheApplicationReplacesOurs() {
        Json own = new Json(new JacksonCodec(new JsonMapper()), (value, json) -> {}, 7);
        runner().withBean("own", Json.class, () -> own)
                .run(context -> assertThat(context.getBean(Json.class)).isSameAs(own));
    }

    @Test
    @DisplayName("without Jackson there is no Json bean, and applications that do not use it start")
    void applicationsWithoutJacksonStart() {
        bare().withClassLoader(new FilteredClassLoader("tools.jackson")).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Json.class);
        });
    }

    @Test
    @DisplayName("missing Jackson: says which dependency to add")
    void missingJacksonFailsWithTheDependencyToAdd() {
        bare().withClassLoader(new FilteredClassLoader("tools.jackson"))
                .withUserConfiguration(Handlers.class)
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);
                    assertThat(analysis.getDescription())
                            .isEqualTo(
                                    "A handler reads or writes JSON with org.kamaelia.http.spring.json.Json, but Jackson"
                                            + " 3 is not on the class path.");
                    assertThat(analysis.getAction())
                            .isEqualTo("Add the dependency org.springframework.boot:spring-boot-starter-jackson.");
                });
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.setBeanClassLoader(new FilteredClassLoader("tools.jackson"));
        MissingJsonFailureAnalyzer analyzer = new MissingJsonFailureAnalyzer(beans);
        FailureAnalysis analysis = analyzer.analyze(failure);
        assertThat(analysis).isNotNull();
        return analysis;
    }

    @Test
    @DisplayName("a max-body out of its range: names the property and the range")
    void aMaxBodyOutOfItsRangeFails() {
        bare().withPropertyValues("kamaelia.http.json.max-body=0B")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("kamaelia.http.json.max-body is out of its range: 0B."));
    }

    @Test
    @DisplayName("an event has a value as its data, in JSON")
    void anEventHasAValueAsItsData() {
        Json json = new Json(new JacksonCodec(new JsonMapper()), (value, codec) -> {}, 7);
        assertThat(json.event(java.util.Map.of("a", "b\nc")).data()).isEqualTo("{\"a\":\"b\\nc\"}");
        assertThat(json.event("order", 7).name()).isEqualTo("order");
    }

    @Test
    @DisplayName("Response.json sends JSON that is already text")
    void sendsJsonThatIsAlreadyText() {
        assertThat(Response.json("{}").fields().first("Content-Type")).isEqualTo("application/json");
    }
}
