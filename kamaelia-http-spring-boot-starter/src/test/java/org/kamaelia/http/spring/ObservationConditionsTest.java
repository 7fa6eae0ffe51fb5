package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.observation.DefaultKamaeliaRequestObservationConvention;
import org.kamaelia.http.spring.observation.KamaeliaClockAutoConfiguration;
import org.kamaelia.http.spring.observation.KamaeliaRequestObservationAutoConfiguration;
import org.kamaelia.http.spring.observation.KamaeliaRequestObservationContext;
import org.kamaelia.http.spring.observation.KamaeliaRequestObservationConvention;
import org.kamaelia.http.spring.observation.RequestObservations;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@DisplayName("Requests have an observation if a bean could see or change it, and are only timed otherwise")
class ObservationConditionsTest {
    private static String how(ApplicationContext context) {
        return Wire.get(Wire.port(context), "/how/1");
    }

    private static Named<UnaryOperator<ApplicationContextRunner>> with(
            String what, UnaryOperator<ApplicationContextRunner> change) {
        return Named.of(what, change);
    }

    private static Stream<Named<UnaryOperator<ApplicationContextRunner>>> somebody() {
        return Stream.of(
                with("a handler", runner -> runner.withBean(Observed.Nothing.class)),
                with("a predicate", runner -> runner.withBean(ObservationPredicate.class, () -> (name, of) -> true)),
                with("a filter", runner -> runner.withBean(ObservationFilter.class, () -> context -> context)),
                with(
                        "a convention",
                        runner -> runner.withBean(
                                KamaeliaRequestObservationConvention.class,
                                DefaultKamaeliaRequestObservationConvention::new)),
                with("a global convention", runner -> runner.withBean(Global.class)),
                with(
                        "a customizer",
                        runner -> runner.withBean(ObservationRegistryCustomizer.class, () -> registry -> {})),
                with(
                        "a registry of its own",
                        runner -> runner.withBean(ObservationRegistry.class, ObservationRegistry::create)),
                with(
                        "tags by property",
                        runner -> runner.withPropertyValues("management.observations.key-values.zone=a")));
    }

    static final class Global implements GlobalObservationConvention<KamaeliaRequestObservationContext> {
        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof KamaeliaRequestObservationContext;
        }

        @Override
        public String getName() {
            return "http.server.requests";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(KamaeliaRequestObservationContext context) {
            return KeyValues.of("global", context.getServer());
        }
    }

    @ParameterizedTest
    @MethodSource("somebody")
    @DisplayName("observed: an application with its own bean")
    void observesIfTheApplicationHasItsOwnBean(UnaryOperator<ApplicationContextRunner> change) {
        change.apply(Observed.runner()).run(context -> {
            assertThat(how(context)).isEqualTo("observed");
            await().until(() -> Observed.counts(context).values().contains(1L));
        });
    }

    @Test
    @DisplayName("timed: only Spring Boot's meters would see an observation")
    void timesIfOnlySpringBootsMetersWouldSeeAnObservation() {
        Observed.runner().run(context -> assertThat(how(context)).isEqualTo("timed"));
    }

    @Test
    @DisplayName("timed: a global convention that is for other observations")
    void timesIfAGlobalConventionIsForOtherObservations() {
        GlobalObservationConvention<Observation.Context> other =
                context -> !(context instanceof KamaeliaRequestObservationContext);
        Observed.runner()
                .withBean("other", GlobalObservationConvention.class, () -> other)
                .run(context -> assertThat(how(context)).isEqualTo("timed"));
    }

    @Test
    @DisplayName("the convention of the application names and tags requests, or else a global convention")
    void theConventionOfTheApplicationNamesAndTagsRequests() {
        Observed.runner()
                .withBean(
                        KamaeliaRequestObservationConvention.class,
                        () -> new DefaultKamaeliaRequestObservationConvention("own"))
                .run(context -> {
                    how(context);
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    await().until(() -> registry.find("own").timer() != null);
                });
        Observed.runner().withBean(Global.class).run(context -> {
            how(context);
            await().until(() -> !Observed.counts(context).isEmpty());
            assertThat(Observed.counts(context)).containsOnlyKeys("error=none global=default");
        });
    }

    @Test
    @DisplayName("neither: a predicate or a property of Spring Boot says so")
    void doesNeitherIfAPredicateOrPropertyDeniesIt() {
        ObservationPredicate none = (name, context) -> !name.equals("http.server.requests");
        Observed.runner()
                .withBean(ObservationPredicate.class, () -> none)
                .run(ObservationConditionsTest::assertNothing);
        Observed.runner()
                .withPropertyValues("management.observations.enable.http.server.requests=false")
                .run(ObservationConditionsTest::assertNothing);
    }

    private static void assertNothing(ApplicationContext context) {
        assertThat(how(context)).isEqualTo("timed");
        assertThat(Observed.counts(context)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-shot", "blocking", "async", "persistent", "stepwise"})
    @DisplayName("the observation is current in handlers of every style")
    void theObservationIsCurrentInEveryHandlerStyle(String style) {
        Observed.withHandler().run(context -> {
            assertThat(Wire.get(Wire.port(context), "/current/" + style)).isEqualTo("current");
            assertThat(Wire.get(Wire.port(context), "/current/" + style)).isEqualTo("current");
        });
    }

    @Test
    @DisplayName("neither: there is no observation registry")
    void doesNeitherWithoutAnObservationRegistry() {
        Observed.bare()
                .withConfiguration(AutoConfigurations.of(KamaeliaRequestObservationAutoConfiguration.class))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(RequestObservations.class);
                    assertThat(how(context)).isEqualTo("timed");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.micrometer.observation",
                "org.springframework.boot.micrometer.observation",
                "org.springframework.boot.micrometer.metrics"
            })
    @DisplayName("neither: a required class is not on the class path")
    void doesNeitherIfAPartIsMissingOnTheClassPath(String missing) {
        Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(KamaeliaRequestObservationAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(missing))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("kamaeliaRequestObservations"));
    }

    @Test
    @DisplayName("the clock of the meters is the system's, on event loops too, unless the application has a clock")
    void theClockIsTheSystemsUnlessTheApplicationHasOne() {
        ApplicationContextRunner runner = Observed.runner()
                .withConfiguration(AutoConfigurations.of(KamaeliaClockAutoConfiguration.class))
                .withBean("/time", HandlerFactory.class, ObservationConditionsTest::time);
        runner.run(context -> {
            clock = context.getBean(Clock.class);
            long before = System.currentTimeMillis();
            long onLoop = Long.parseLong(Wire.get(Wire.port(context), "/time"));
            assertThat(context).hasBean("kamaeliaMeterClock");
            assertThat(onLoop).isBetween(before - 1, System.currentTimeMillis());
            assertThat(clock.wallTime()).isBetween(onLoop, System.currentTimeMillis());
        });
        runner.withBean("own", Clock.class, () -> Clock.SYSTEM)
                .run(context -> assertThat(context)
                        .doesNotHaveBean("kamaeliaMeterClock")
                        .doesNotHaveBean("micrometerClock"));
    }

    private static volatile Clock clock = Clock.SYSTEM;

    private static HandlerFactory time() {
        return HandlerFactory.oneShot(request -> Response.text(String.valueOf(clock.wallTime())));
    }

    @Test
    @DisplayName("an observer factory of the application is called for each server")
    void anObserverFactoryIsCalledForEachServer() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Contexts.twoServers()
                .withBean(ServerObserverFactory.class, () -> server -> {
                    asked.add(server);
                    return null;
                })
                .run(context -> assertThat(asked).containsExactlyInAnyOrder("public", "admin"));
    }
}
