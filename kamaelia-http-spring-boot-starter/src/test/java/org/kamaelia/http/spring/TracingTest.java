package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@DisplayName("With a tracer on the class path every request is a span")
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Bean
        SpanProcessor processor(InMemorySpanExporter exporter) {
            return SimpleSpanProcessor.create(exporter);
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        @HandlerPath("/on-loop/{id}")
        HandlerFactory onLoop(Tracer tracer) {
            return HandlerFactory.oneShot(request -> Response.text(id(tracer)));
        }

        @Bean
        @HandlerPath("/blocking/{id}")
        HandlerFactory blocking(Tracer tracer) {
            return HandlerFactory.blocking((request, in, out) -> out.respond(Response.text(id(tracer))));
        }

        @Bean
        @HandlerPath("/failing")
        HandlerFactory failing() {
            return HandlerFactory.oneShot(request -> {
                throw new IllegalStateException("on purpose");
            });
        }

        /** The trace that is current in a handler. */
        private static String id(Tracer tracer) {
            return Objects.requireNonNull(tracer.currentTraceContext().context())
                    .traceId();
        }
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "kamaelia.http.servers.default.port=0",
                        "kamaelia.http.servers.default.address=127.0.0.1",
                        "management.tracing.sampling.probability=1");
    }

    private static List<SpanData> spans(ApplicationContext context, int count) {
        InMemorySpanExporter exporter = context.getBean(InMemorySpanExporter.class);
        await().until(() -> exporter.getFinishedSpanItems().size() >= count);
        assertThat(exporter.getFinishedSpanItems()).hasSize(count);
        return exporter.getFinishedSpanItems();
    }

    private static String attribute(SpanData span, String key) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on-loop", "blocking"})
    @DisplayName("that continues the trace of the W3C field traceparent, which is current in the handler")
    void continuesTheTraceOfTraceparent(String style) {
        runner().run(context -> {
            String response = Wire.exchange(
                    Wire.port(context),
                    "GET",
                    "/" + style + "/7?query",
                    "traceparent: 00-" + TRACE + "-" + PARENT + "-01",
                    "tracestate: vendor=1");
            SpanData span = spans(context, 1).get(0);
            assertThat(response).endsWith("\r\n\r\n" + TRACE);
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo(PARENT);
            assertThat(span.getSpanContext().getTraceState().get("vendor")).isEqualTo("1");
            assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
            assertThat(span.getName()).isEqualTo("http get /" + style + "/{id}");
            assertThat(attribute(span, "http.url")).isEqualTo("/" + style + "/7");
            assertThat(attribute(span, "uri")).isEqualTo("/" + style + "/{id}");
            assertThat(attribute(span, "status")).isEqualTo("200");
            assertThat(attribute(span, "server")).isEqualTo("default");
        });
    }

    @Test
    @DisplayName("that begins a trace if there is none, one for each request of a connection")
    void beginsATraceForEachRequest() {
        runner().run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                String get = "GET /on-loop/1 HTTP/1.1\r\nHost: h\r\n\r\n";
                wire.send(get + get);
                List<SpanData> spans = spans(context, 2);
                assertThat(spans).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
                assertThat(spans).extracting(SpanData::getParentSpanId).containsOnly(SpanId.getInvalid());
            }
        });
    }

    @Test
    @DisplayName("that has the exception of its handler")
    void hasTheExceptionOfItsHandler() {
        runner().run(context -> {
            Wire.get(Wire.port(context), "/failing");
            SpanData span = spans(context, 1).get(0);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getEvents()).extracting(EventData::getName).contains("exception");
        });
    }

    @Test
    @DisplayName("and so is a request that the server itself refuses")
    void aRefusedRequestIsASpan() {
        runner().run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                wire.send("nonsense\r\n\r\n").readAll();
            }
            assertThat(attribute(spans(context, 1).get(0), "status")).isEqualTo("400");
        });
    }

    @Test
    @DisplayName("and is counted in http.server.requests")
    void isCountedInTheRequests() {
        runner().run(context -> {
            Wire.get(Wire.port(context), "/on-loop/1");
            await().until(() -> !Observed.counts(context).isEmpty());
            assertThat(Observed.counts(context))
                    .containsOnlyKeys("error=none exception=none method=GET outcome=SUCCESS server=default status=200"
                            + " uri=/on-loop/{id}");
        });
    }
}
