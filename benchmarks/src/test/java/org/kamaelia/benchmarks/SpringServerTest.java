package org.kamaelia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("The starter's server offers every workload")
class SpringServerTest extends WorkloadChecks {
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = SpringServer.run(0, directory);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Override
    int port() {
        return port("default");
    }

    private static int port(String server) {
        return application.getEnvironment().getRequiredProperty("local.kamaelia." + server + ".port", Integer.class);
    }

    @Test
    @DisplayName("actuator is on the server admin, with every meter in the form of Prometheus")
    void actuator() throws Exception {
        get("/plaintext");
        assertThat(get(port("admin"), "/actuator/prometheus").body())
                .asString()
                .containsPattern(
                        "kamaelia_http_server_responses_total\\{framing=\"content-length\",server=\"default\"} [1-9]")
                .contains("kamaelia_http_server_queue_depth{");
        assertThat(get(port("admin"), "/actuator").body()).asString().contains("\"health\"");
    }
}
