package org.kamaelia.http.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with readable meters. */
final class Metered {
    static final String PREFIX = "kamaelia.http.server.";

    /** An application with one server, a registry and a handler of each framing. */
    static ApplicationContextRunner runner() {
        return Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withUserConfiguration(Handlers.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        @Bean
        @HandlerPath("/text")
        HandlerFactory text() {
            return HandlerFactory.oneShot(request -> Response.text("12345"));
        }

        @Bean
        @HandlerPath("/empty")
        HandlerFactory empty() {
            return HandlerFactory.oneShot(request -> Response.of(204));
        }

        @Bean
        @HandlerPath("/chunked")
        HandlerFactory chunked() {
            return request -> new ThreeParts(false);
        }

        @Bean
        @HandlerPath("/close")
        HandlerFactory close() {
            return request -> new ThreeParts(true);
        }

        @Bean
        @HandlerPath("/endless")
        HandlerFactory endless() {
            return request -> new Endless();
        }

        @Bean
        @HandlerPath("/persistent")
        HandlerFactory persistent() {
            return HandlerFactory.persistent(new PersistentHandler() {
                @Override
                protected void request(Request request) {
                    respond(Response.text("persistent"));
                }
            });
        }
    }

    private static final class ThreeParts extends Handler {
        private final boolean endless;
        private int left = 3;

        ThreeParts(boolean endless) {
            this.endless = endless;
        }

        @Override
        protected void start() {
            Response first = Response.ok("text/plain");
            begin(endless ? first.endless() : first);
        }

        @Override
        protected void step() {
            while (left > 0 && outbox.hasRoom()) {
                outbox.send(ResponsePart.text("part"));
                left--;
            }
            if (left == 0) {
                finish();
            }
        }
    }

    private static final class Endless extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("text/plain").endless());
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                outbox.send(ResponsePart.of(new byte[8 * 1024]));
            }
        }
    }

    /** The first measurement of a meter. */
    static double value(AssertableApplicationContext context, String name, String... tags) {
        return context.getBean(MeterRegistry.class)
                .get(PREFIX + name)
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private Metered() {}
}
