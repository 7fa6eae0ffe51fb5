package org.kamaelia.demo.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.filter.BasicAuthentication;
import org.kamaelia.http.spring.FilterPath;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("Spring Security does not see native handlers, and the application says so at start")
class NativeHandlersTest {
    private static final String OPEN = "Spring Security guards controllers alone";

    @Configuration(proxyBeanMethods = false)
    static class Guard {
        @Bean
        @FilterPath(path = "/native/")
        HttpFilter login() {
            return BasicAuthentication.blocking("native", (user, password) -> null);
        }
    }

    private static ConfigurableApplicationContext start(Class<?>... sources) {
        return new SpringApplicationBuilder(sources).run("--server.port=0");
    }

    @Test
    @DisplayName("a native handler without a filter is named, with its server and what to write")
    void openHandlersAreNamed(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start(NotesApplication.class)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(output).contains(OPEN, "/native/hello (server '", "@FilterPath");
        }
    }

    @Test
    @DisplayName("a native handler behind a guard is not named")
    void guardedHandlersAreNotNamed(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start(NotesApplication.class, Guard.class)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(output).doesNotContain(OPEN);
        }
    }
}
