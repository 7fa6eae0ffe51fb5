package org.kamaelia.http.spring.values;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Default;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Forms and queries become records, checked with Bean Validation")
class RecordsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    record Contact(
            @NotBlank String name,
            @Email String mail,
            @Default("1") @Max(9) int seats) {}

    record Stay(LocalDate from, Optional<LocalDate> to) {
        @AssertTrue(message = "must not end before it begins")
        boolean isInOrder() {
            return to.isEmpty() || !to.get().isBefore(from);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        @Bean
        @HandlerPath(path = "/blocking", methods = "POST")
        HandlerFactory blocking(Records records) {
            return records.form(Contact.class, (request, contact) -> Response.text(contact.toString()));
        }

        @Bean
        @HandlerPath(path = "/one-shot", methods = "POST")
        HandlerFactory oneShot(Records records) {
            return records.formOneShot(Contact.class, (request, contact) -> Response.text(contact.toString()));
        }

        @Bean
        @HandlerPath(path = "/stays/{from}", methods = "GET")
        HandlerFactory stay(Records records) {
            return HandlerFactory.oneShot(
                    request -> Response.text(records.read(request, Stay.class).toString()));
        }
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class,
                        KamaeliaHttpValuesAutoConfiguration.class,
                        ValidationAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.event-loops=1", "kamaelia.http.servers.default.port=0")
                .withUserConfiguration(Handlers.class);
    }

    private static HttpResponse<String> send(ApplicationContext context, String path, HttpRequest.Builder request)
            throws Exception {
        int port = context.getBean(KamaeliaServers.class).port("default");
        return CLIENT.send(
                request.uri(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(ApplicationContext context, String path, String form) throws Exception {
        return send(
                context,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    private static JsonNode problem(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        return JsonMapper.shared().readTree(response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/blocking", "/one-shot"})
    @DisplayName("a form becomes a record, with defaults for what is missing")
    void formsBecomeRecords(String path) {
        runner().run(context -> assertThat(post(context, path, "name=J%C3%BCrgen+M&mail=j%40example.com")
                        .body())
                .isEqualTo("Contact[name=J\u00fcrgen M, mail=j@example.com, seats=1]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/blocking", "/one-shot"})
    @DisplayName("what is missing, does not fit and is not valid is in one problem")
    void allFaultsAreInOneProblem(String path) {
        runner().run(context -> {
            JsonNode problem = problem(post(context, path, "name=+&seats=many"));
            assertThat(problem.get("errors")).hasSize(3);
            assertThat(problem.at("/errors/0/parameter").asString()).isEqualTo("name");
            assertThat(problem.at("/errors/0/detail").asString()).isEqualTo("name: must not be blank");
            assertThat(problem.at("/errors/1/detail").asString()).isEqualTo("The parameter mail is missing.");
            assertThat(problem.at("/errors/2/detail").asString())
                    .isEqualTo("The parameter seats must be a whole number, not \"many\".");
            assertThat(problem(post(context, path, "name=a&mail=x&seats=10")).get("errors"))
                    .hasSize(2);
        });
    }

    @Test
    @DisplayName("the path and the query become a record, and constraints of the whole record are checked")
    void pathAndQueryBecomeARecord() {
        runner().run(context -> {
            assertThat(send(context, "/stays/2031-05-06?to=2031-05-07", HttpRequest.newBuilder())
                            .body())
                    .isEqualTo("Stay[from=2031-05-06, to=Optional[2031-05-07]]");
            JsonNode problem = problem(send(context, "/stays/2031-05-06?to=2031-05-05", HttpRequest.newBuilder()));
            assertThat(problem.at("/errors/0/detail").asString()).isEqualTo("must not end before it begins");
            problem = problem(send(context, "/stays/today?to=tomorrow", HttpRequest.newBuilder()));
            assertThat(problem.get("errors")).hasSize(2);
            assertThat(problem.at("/errors/0/detail").asString()).startsWith("The path variable from must be a date");
        });
    }

    @Test
    @DisplayName("a body of another media type gets 415")
    void otherMediaTypesAreRefused() {
        runner().run(context -> assertThat(send(
                                context,
                                "/blocking",
                                HttpRequest.newBuilder()
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415));
    }

    @Test
    @DisplayName("without a validator, types and missing values are checked all the same")
    void worksWithoutAValidator() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class, KamaeliaHttpValuesAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.event-loops=1", "kamaelia.http.servers.default.port=0")
                .withUserConfiguration(Handlers.class)
                .run(context -> {
                    assertThat(post(context, "/blocking", "name=&mail=x&seats=10")
                                    .statusCode())
                            .isEqualTo(200);
                    assertThat(problem(post(context, "/blocking", "name=")).get("errors"))
                            .hasSize(1);
                });
    }
}
