package org.kamaelia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("The server of WebFlux offers every workload")
class WebFluxServerTest extends WorkloadChecks {
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = WebFluxServer.run(0, directory);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Override
    int port() {
        return port("local.server.port");
    }

    private static int port(String property) {
        return application.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    @Test
    @DisplayName("actuator is on a port of its own, with every meter in the form of Prometheus")
    void actuator() throws Exception {
        get("/plaintext");
        assertThat(get(port("local.management.port"), "/actuator/prometheus").body())
                .asString()
                .containsPattern("http_server_requests_seconds_count\\{[^}]*server=\"default\"[^}]*uri=\"/plaintext\"")
                .contains("kamaelia_http_server_queue_depth{");
    }
}
