package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.StatusException;
import org.springframework.boot.actuate.endpoint.web.Link;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.info.JavaInfo;
import org.springframework.boot.info.OsInfo;
import tools.jackson.databind.json.JsonMapper;

class PlainJsonTest {
    /** A mapper with the settings of Spring Boot's endpoints. */
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    value -> value.withValueInclusion(Include.NON_NULL).withContentInclusion(Include.NON_NULL))
            .build();

    record Inner(@Nullable String nothing, int number) {}

    record Outer(Inner inner, List<Inner> more) {}

    private static String plain(Object value) {
        return new String(new PlainJson().write(value), StandardCharsets.UTF_8);
    }

    static List<Object> values() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("null", null);
        members.put("text", "a \"quoted\" \\ line\n\u0001 é 😀");
        members.put("array", new int[] {1, 2});
        members.put("objects", new @Nullable Object[] {"a", null});
        members.put("empty", List.of());
        members.put("nested", Map.of("deep", Map.of()));
        return List.of(
                members,
                Map.of(TimeUnit.DAYS, TimeUnit.DAYS, "x", 'c'),
                List.of(1, 2L, 1.5, 1e300, new BigDecimal("12345678901234567890.5"), true),
                List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN),
                Arrays.asList("a", null),
                List.of(Optional.of("x"), Optional.empty()),
                List.of(Instant.EPOCH, Duration.ofSeconds(90), URI.create("http://a/b"), String.class),
                List.of(Path.of("/a/b").toFile(), new File("/c")),
                new Outer(new Inner(null, 1), List.of(new Inner("x", 2))),
                new Link("http://localhost/actuator/health/{*path}"),
                new OsInfo(),
                new JavaInfo(),
                Arrays.asList(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)));
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("writes the same as Jackson")
    void writesTheSameAsJackson(Object value) {
        assertThat(JACKSON.readTree(plain(value))).isEqualTo(JACKSON.readTree(JACKSON.writeValueAsBytes(value)));
    }

    @Test
    @DisplayName("writes the result types of Spring Boot's own endpoints")
    void writesTheResultTypesOfSpringBootsEndpoints() {
        assertThat(plain(Map.of("status", Status.DOWN))).contains("\"DOWN\"");
    }

    @Test
    @DisplayName(
            "classes of the application get 501 with the dependency to add, because they may have something to hide")
    void classesOfTheApplicationGet501() {
        assertThatThrownBy(() -> plain(Map.of("it", List.of(new WithoutJacksonTest.Secretive()))))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.status()).isEqualTo(501))
                .hasMessageContaining("spring-boot-starter-jackson");
    }

    @Test
    @DisplayName("values that contain themselves get 501 instead of a stack overflow")
    void aCycleGets501() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(Collections.singletonMap("again", cycle));
        assertThatThrownBy(() -> plain(cycle))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.status()).isEqualTo(501));
    }
}
