package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HttpStartupException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName(
        "management.endpoints.web.cors allows pages of other origins to use the endpoints (Fetch standard, section 3.3)")
class ActuatorCorsTest {
    private static final String CORS = "management.endpoints.web.cors.";

    private static ApplicationContextRunner application() {
        return Actuator.exposingEverything()
                .withPropertyValues(
                        CORS + "allowed-origins=https://ops.example",
                        CORS + "allowed-origin-patterns=https://*.team.example",
                        CORS + "allowed-methods=GET,POST",
                        CORS + "allowed-headers=X-Own",
                        CORS + "exposed-headers=X-Seen",
                        CORS + "allow-credentials=true",
                        CORS + "max-age=60");
    }

    private static String ask(Actuator actuator, String method, String path, String... fields) {
        return actuator.raw(method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + String.join("", Stream.of(fields).map(field -> field + "\r\n").toList())
                + "\r\n");
    }

    @Test
    @DisplayName("a preflight request is answered, also in front of a guard")
    void preflightRequestsAreAnswered() {
        application()
                .withBean(HttpFilter.class, () -> HttpFilter.check(request -> Response.of(401)))
                .run(context -> assertThat(ask(
                                Actuator.of(context),
                                "OPTIONS",
                                "/actuator/env",
                                "Origin: https://ops.example",
                                "Access-Control-Request-Method: GET",
                                "Access-Control-Request-Headers: x-own"))
                        .startsWith("HTTP/1.1 204 ")
                        .contains(
                                "\r\nAccess-Control-Allow-Origin: https://ops.example\r\n",
                                "\r\nAccess-Control-Allow-Methods: GET, POST\r\n",
                                "\r\nAccess-Control-Allow-Headers: x-own\r\n",
                                "\r\nAccess-Control-Allow-Credentials: true\r\n",
                                "\r\nAccess-Control-Max-Age: 60\r\n",
                                "\r\nVary: Origin\r\n"));
    }

    @Test
    @DisplayName("another origin, method or field gets 403 to its preflight request")
    void otherPreflightRequestsAreRefused() {
        application().run(context -> {
            Actuator actuator = Actuator.of(context);
            String method = "Access-Control-Request-Method: GET";
            assertThat(ask(actuator, "OPTIONS", "/actuator/env", "Origin: https://evil.example", method))
                    .startsWith("HTTP/1.1 403 ")
                    .doesNotContain("Access-Control-Allow-Origin");
            assertThat(ask(actuator, "OPTIONS", "/actuator/env", "Origin: https://evil.example#.team.example", method))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(ask(
                            actuator,
                            "OPTIONS",
                            "/actuator/env",
                            "Origin: https://ops.example",
                            "Access-Control-Request-Method: DELETE"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(ask(
                            actuator,
                            "OPTIONS",
                            "/actuator/env",
                            "Origin: https://ops.example",
                            method,
                            "Access-Control-Request-Headers: x-other"))
                    .startsWith("HTTP/1.1 403 ");
        });
    }

    @Test
    @DisplayName("responses and errors have the fields for allowed origins, by name or by pattern")
    void responsesHaveTheFields() {
        application().run(context -> {
            Actuator actuator = Actuator.of(context);
            assertThat(ask(actuator, "GET", "/actuator/health", "Origin: https://a.team.example"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains(
                            "\r\nAccess-Control-Allow-Origin: https://a.team.example\r\n",
                            "\r\nAccess-Control-Expose-Headers: X-Seen\r\n");
            assertThat(ask(actuator, "GET", "/actuator/nothing", "Origin: https://ops.example"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("\r\nAccess-Control-Allow-Origin: https://ops.example\r\n");
            assertThat(ask(actuator, "GET", "/actuator/health", "Origin: https://team.example.evil"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("Access-Control-Allow-Origin");
            assertThat(ask(actuator, "GET", "/actuatorx", "Origin: https://ops.example"))
                    .doesNotContain("Access-Control-Allow-Origin");
        });
    }

    @Test
    @DisplayName("without an allowed origin there is no filter, and * allows all origins and GET")
    void allOriginsCanBeAllowed() {
        Actuator.exposingEverything().run(context -> assertThat(context).doesNotHaveBean(EndpointCors.class));
        Actuator.exposingEverything()
                .withPropertyValues(CORS + "allowed-origins[0]=*")
                .run(context -> assertThat(ask(
                                Actuator.of(context),
                                "OPTIONS",
                                "/actuator/env",
                                "Origin: https://any.example",
                                "Access-Control-Request-Method: GET"))
                        .startsWith("HTTP/1.1 204 ")
                        .contains("\r\nAccess-Control-Allow-Origin: *\r\n", "\r\nAccess-Control-Max-Age: 1800\r\n"));
    }

    @Test
    @DisplayName("credentials for all origins fail at start, with the setting to write")
    void credentialsForAllOriginsFail() {
        Actuator.exposingEverything()
                .withPropertyValues(CORS + "allowed-origins=*", CORS + "allow-credentials=true")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(HttpStartupException.class)
                        .hasStackTraceContaining("allowed-origin-patterns"));
    }

    @Test
    @DisplayName("a response to a request without Origin says that it varies, so that no cache gives it to a page")
    void responsesWithoutOriginVary() {
        application()
                .run(context -> assertThat(ask(Actuator.of(context), "GET", "/actuator/health"))
                        .contains("\r\nVary: Origin\r\n")
                        .doesNotContain("Access-Control-Allow-Origin"));
    }
}
