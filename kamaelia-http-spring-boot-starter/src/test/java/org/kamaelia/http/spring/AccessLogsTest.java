package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@DisplayName("The access log of a server has its own logger")
class AccessLogsTest {
    private final Written written = new Written();

    private static final class Written extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage());
            contexts.add(event.getMDCPropertyMap());
        }
    }

    private static ApplicationContextRunner runner() {
        return Contexts.twoServers()
                .withBean(
                        "/text", HandlerFactory.class, () -> HandlerFactory.oneShot(request -> Response.text("{}{}")));
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        AccessLogs own(KamaeliaHttpProperties properties) {
            return new AccessLogs(properties);
        }
    }

    private Written attachedTo(String logger) {
        Logger target = (Logger) LoggerFactory.getLogger(logger);
        target.setLevel(Level.INFO);
        target.setAdditive(false);
        target.addAppender(written);
        written.start();
        return written;
    }

    @AfterEach
    void detach() {
        for (String name : List.of("org.kamaelia.http.access.public", "org.kamaelia.http.access.admin", "audit")) {
            ((Logger) LoggerFactory.getLogger(name)).detachAppender(written);
        }
    }

    @Test
    @DisplayName("org.kamaelia.http.access.NAME logs in the combined format, for servers with the access log enabled")
    void logsInTheCombinedFormatOnEnabledServers() {
        attachedTo("org.kamaelia.http.access.public");
        attachedTo("org.kamaelia.http.access.admin");
        runner().withPropertyValues("kamaelia.http.servers.public.access-log.enabled=true")
                .run(context -> {
                    Wire.get(Wire.port(context, "admin"), "/text");
                    Wire.exchange(Wire.port(context, "public"), "GET", "/text?a", "User-Agent: {}", "Referer: r");
                    await().until(() -> !written.lines.isEmpty());
                    assertThat(context.getBean(AccessLogs.class).log("admin")).isNull();
                });
        assertThat(written.lines)
                .singleElement()
                .asString()
                .matches("INFO org\\.kamaelia\\.http\\.access\\.public 127\\.0\\.0\\.1 - - \\[.*] "
                        + "\"GET /text\\?a HTTP/1\\.1\" 200 4 \"r\" \"\\{}\"");
    }

    @Test
    @DisplayName("format and logger are properties")
    void formatAndLoggerAreProperties() {
        attachedTo("audit");
        runner().withPropertyValues(
                        "kamaelia.http.servers.public.access-log.enabled=true",
                        "kamaelia.http.servers.public.access-log.format=json",
                        "kamaelia.http.servers.public.access-log.logger=audit")
                .run(context -> Wire.get(Wire.port(context, "public"), "/text"));
        assertThat(written.lines)
                .singleElement()
                .asString()
                .startsWith("INFO audit {\"time\":\"")
                .contains("\"route\":\"/text\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "combined", "json"})
    @DisplayName("a line has the diagnostic context (MDC) of its request, in every format; in JSON it is a member, too")
    void linesHaveTheContextOfTheirRequest(String format) {
        attachedTo("org.kamaelia.http.access.public");
        runner().withPropertyValues(
                        "kamaelia.http.servers.public.access-log.enabled=true",
                        "kamaelia.http.servers.public.access-log.format=" + format)
                .withBean(
                        RequestScopeProvider.class,
                        () -> request -> RequestScopes.mdc(Map.of("traceId", "4711", "user", "\"a\u00e4\n")))
                .run(context -> Wire.get(Wire.port(context, "public"), "/text"));
        assertThat(written.contexts).singleElement().isEqualTo(Map.of("traceId", "4711", "user", "\"a\u00e4\n"));
        if (format.equals("json")) {
            assertThat(written.lines.get(0))
                    .endsWith(",\"mdc\":{\"traceId\":\"4711\",\"user\":\"\\\"a\\u00e4\\u000a\"}}");
        }
    }

    @Test
    @DisplayName("a line has the context of its request though a filter refused the request")
    void refusedRequestsHaveTheirContext() {
        attachedTo("org.kamaelia.http.access.public");
        runner().withPropertyValues("kamaelia.http.servers.public.access-log.enabled=true")
                .withBean(RequestScopeProvider.class, () -> request -> RequestScopes.mdc(Map.of("traceId", "4711")))
                .withBean(HttpFilter.class, () -> HttpFilter.check(request -> Response.of(401)))
                .run(context -> Wire.get(Wire.port(context, "public"), "/text"));
        assertThat(written.contexts).singleElement().isEqualTo(Map.of("traceId", "4711"));
    }

    @Test
    @DisplayName("closing the context waits for the last line")
    void closingTheContextWaitsForTheLastLine() {
        attachedTo("org.kamaelia.http.access.public");
        runner().withPropertyValues("kamaelia.http.servers.public.access-log.enabled=true")
                .run(context -> {
                    for (int i = 0; i < 20; i++) {
                        Wire.get(Wire.port(context, "public"), "/text");
                    }
                });
        assertThat(written.lines).hasSize(20);
    }

    @Test
    @DisplayName("a bound of no waiting line fails at the start, with the key to correct")
    void noWaitingLineFailsAtStartWithTheKey() {
        runner().withPropertyValues(
                        "kamaelia.http.servers.public.access-log.enabled=true",
                        "kamaelia.http.servers.public.access-log.max-waiting=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("kamaelia.http.servers.public.access-log.max-waiting"));
    }

    @Test
    @DisplayName("a bean of the application replaces the access logs")
    void aBeanOfTheApplicationReplacesTheAccessLogs() {
        runner().withUserConfiguration(Own.class)
                .run(context ->
                        assertThat(context).hasSingleBean(AccessLogs.class).hasBean("own"));
    }
}
