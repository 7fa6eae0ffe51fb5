package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.spring.observation.KamaeliaRequestObservationAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The dashboard in docs/grafana fits the meters")
class DashboardTest {
    private static final Path DASHBOARD = Path.of("..", "docs", "grafana", "kamaelia-http.json");
    private static final Pattern SERIES = Pattern.compile("\\b(?:kamaelia_http|http)_server_[a-z0-9_]+");
    private static final Pattern LABELS = Pattern.compile("by \\(([a-z, ]+)\\)");

    private static Set<String> found(Pattern pattern, int group, JsonNode dashboard) {
        Set<String> found = new TreeSet<>();
        for (JsonNode expression : dashboard.findValues("expr")) {
            for (Matcher matcher = pattern.matcher(expression.asString()); matcher.find(); ) {
                found.addAll(Set.of(matcher.group(group).split(", ")));
            }
        }
        return found;
    }

    private static Set<String> scraped(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('{') < 0 ? line.indexOf(' ') : line.indexOf('{')))
                .filter(name -> name.contains("http_server"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisplayName("every series that the dashboard queries exists with its labels, and the dashboard shows every meter")
    void queriesOnlyExistingSeriesAndShowsEveryMeter() {
        JsonNode dashboard = JsonMapper.shared().readTree(DASHBOARD.toFile());
        Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        ObservationAutoConfiguration.class,
                        KamaeliaRequestObservationAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .withUserConfiguration(Observed.Handlers.class)
                .run(context -> {
                    PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
                    Wire wire = new Wire(Wire.port(context));
                    wire.send("GET /waiting HTTP/1.1\r\nHost: h\r\n\r\n");
                    await().until(() ->
                            registry.find("http.server.requests.active").longTaskTimer() != null);
                    wire.reset();
                    await().until(() -> registry.find("http.server.requests").timer() != null);
                    String scrape = registry.scrape();
                    Set<String> shown = found(SERIES, 0, dashboard);
                    assertThat(scraped(scrape)).containsAll(shown);
                    assertThat(found(LABELS, 1, dashboard))
                            .allSatisfy(label -> assertThat(scrape).contains(label + "=\""));
                    assertThat(withoutKind(shown)).containsAll(withoutKind(scraped(scrape)));
                });
    }

    private static Set<String> withoutKind(Set<String> names) {
        return names.stream()
                .map(name ->
                        name.replaceAll("_(count|sum|max|total|duration_sum|active_count|gcount|gsum|bucket)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
