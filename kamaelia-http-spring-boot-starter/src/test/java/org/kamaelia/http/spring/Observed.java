package org.kamaelia.http.spring;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.observation.KamaeliaRequestObservationAutoConfiguration;
import org.kamaelia.http.spring.observation.KamaeliaRequestObservationContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application whose requests are observed with Spring Boot's registry, and the recorded meters. */
final class Observed {
    private Observed() {}

    /** An application with only Spring Boot's own beans. */
    static ApplicationContextRunner runner() {
        return bare().withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        ObservationAutoConfiguration.class,
                        KamaeliaRequestObservationAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
    }

    /** An application without metrics and observations. */
    static ApplicationContextRunner bare() {
        return Contexts.oneServer().withUserConfiguration(Handlers.class);
    }

    /** An application with its own handler, which sees every observation. */
    static ApplicationContextRunner withHandler() {
        return runner().withBean("nothing", Nothing.class, Nothing::new);
    }

    /** A handler of observations that does nothing. */
    static final class Nothing implements ObservationHandler<Observation.Context> {
        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        private static Response how(Request request) {
            boolean observed =
                    KamaeliaRequestObservationContext.observationOf(request).isPresent();
            return Response.text(observed ? "observed" : "timed");
        }

        private static Response current(Request request, ObjectProvider<ObservationRegistry> registry) {
            Observation own =
                    KamaeliaRequestObservationContext.observationOf(request).orElseThrow();
            boolean current = own == registry.getObject().getCurrentObservation();
            return Response.text(current ? "current" : "not current");
        }

        @Bean
        @HandlerPath("/how/{id}")
        HandlerFactory how() {
            return HandlerFactory.oneShot(Handlers::how);
        }

        @Bean
        @HandlerPath("/failing")
        HandlerFactory failing() {
            return HandlerFactory.blocking((request, in, out) -> {
                throw new UnsupportedOperationException("on purpose");
            });
        }

        @Bean
        @HandlerPath("/moved")
        HandlerFactory moved() {
            return HandlerFactory.oneShot(request -> Response.of(301).header("Location", "/how/1"));
        }

        @Bean
        Semaphore go() {
            return new Semaphore(0);
        }

        @Bean
        @HandlerPath("/waiting")
        HandlerFactory waiting(Semaphore go) {
            return HandlerFactory.blocking((request, in, out) -> {
                go.acquire();
                out.respond(how(request));
            });
        }

        @Bean
        @HandlerPath("/current/one-shot")
        HandlerFactory oneShot(ObjectProvider<ObservationRegistry> registry) {
            return HandlerFactory.oneShot(request -> current(request, registry));
        }

        @Bean
        @HandlerPath("/current/blocking")
        HandlerFactory blocking(ObjectProvider<ObservationRegistry> registry) {
            return HandlerFactory.blocking((request, in, out) -> out.respond(current(request, registry)));
        }

        @Bean
        @HandlerPath("/current/async")
        HandlerFactory async(ObjectProvider<ObservationRegistry> registry) {
            return HandlerFactory.async(request -> CompletableFuture.completedFuture(current(request, registry)));
        }

        @Bean
        @HandlerPath("/current/persistent")
        HandlerFactory persistent(ObjectProvider<ObservationRegistry> registry) {
            return HandlerFactory.persistent(new PersistentHandler() {
                @Override
                protected void request(Request request) {
                    respond(current(request, registry));
                }
            });
        }

        @Bean
        @HandlerPath("/current/stepwise")
        HandlerFactory stepwise(ObjectProvider<ObservationRegistry> registry) {
            return request -> new Handler() {
                @Override
                protected void step() {
                    respond(current(request(), registry));
                }
            };
        }
    }

    /** The number of recorded requests by their tags. */
    static Map<String, Long> counts(ApplicationContext context) {
        Map<String, Long> counts = new TreeMap<>();
        for (Timer timer : context.getBean(MeterRegistry.class)
                .find("http.server.requests")
                .timers()) {
            counts.put(tags(timer), timer.count());
        }
        return counts;
    }

    /** The tags of a meter in the order of their keys. */
    static String tags(Meter meter) {
        return meter.getId().getTags().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(" "));
    }
}
