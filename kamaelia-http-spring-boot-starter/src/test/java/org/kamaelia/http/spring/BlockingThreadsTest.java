package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

@DisplayName("Blocking handlers run on the threads of the application")
class BlockingThreadsTest {
    private static final HandlerFactory THREAD = HandlerFactory.blocking((request, in, out) ->
            out.respond(Response.text(Thread.currentThread().getName())));

    private static ApplicationContextRunner runner() {
        return Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(
                        TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
                .withBean("threadHandler", HandlerRegistration.class, () -> HandlerRegistration.of("/thread", THREAD));
    }

    private static void assertThread(ApplicationContextRunner runner, String prefix) {
        runner.run(
                context -> assertThat(Wire.get(Wire.port(context), "/thread")).startsWith(prefix));
    }

    @Test
    @DisplayName("the only TaskExecutor is used, also beside a scheduler")
    void usesTheOnlyTaskExecutor() {
        assertThread(
                runner().withUserConfiguration(Scheduling.class)
                        .withBean("own", TaskExecutor.class, () -> new SimpleAsyncTaskExecutor("own-")),
                "own-");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}

    @Test
    @DisplayName("the applicationTaskExecutor is preferred to other executors")
    void prefersTheApplicationTaskExecutor() {
        assertThread(
                runner().withBean("other", TaskExecutor.class, () -> new SimpleAsyncTaskExecutor("other-"))
                        .withBean(
                                "applicationTaskExecutor",
                                TaskExecutor.class,
                                () -> new SimpleAsyncTaskExecutor("application-")),
                "application-");
    }

    @Test
    @DisplayName("kamaelia.http.blocking.executor names another bean")
    void usesTheNamedBean() {
        assertThread(
                runner().withPropertyValues("kamaelia.http.blocking.executor=mine")
                        .withUserConfiguration(Several.class),
                "mine-");
    }

    @Configuration(proxyBeanMethods = false)
    static class Several {
        @Bean
        TaskExecutor applicationTaskExecutor() {
            return new SimpleAsyncTaskExecutor("application-");
        }

        @Bean
        Executor mine() {
            return new SimpleAsyncTaskExecutor("mine-");
        }
    }

    @Test
    @DisplayName("Spring Boot's default pool of eight threads is not used, and neither is one of several executors")
    void doesNotUseTheDefaultPoolOrOneOfSeveral() {
        assertThread(runner(), "kamaelia-blocking-");
        assertThread(
                runner().withBean("one", TaskExecutor.class, () -> new SimpleAsyncTaskExecutor("one-"))
                        .withBean("two", TaskExecutor.class, () -> new SimpleAsyncTaskExecutor("two-")),
                "kamaelia-blocking-");
    }

    @Test
    @DisplayName("spring.threads.virtual.enabled=false gives platform threads, on every JVM")
    void disabledVirtualThreadsGivePlatformThreads() {
        HandlerFactory kind = HandlerFactory.blocking(
                (request, in, out) -> out.respond(Response.text(String.valueOf(Thread.currentThread()))));
        runner().withPropertyValues("spring.threads.virtual.enabled=false")
                .withBean("kind", HandlerRegistration.class, () -> HandlerRegistration.of("/kind", kind))
                .run(context -> assertThat(Wire.get(Wire.port(context), "/kind"))
                        .startsWith("Thread[")
                        .contains("kamaelia-blocking-"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @DisplayName("spring.threads.virtual.enabled=true gives Spring Boot's virtual threads, as customized")
    void enabledVirtualThreadsGiveSpringBootsVirtualThreads() {
        HandlerFactory kind = HandlerFactory.blocking(
                (request, in, out) -> out.respond(Response.text(String.valueOf(Thread.currentThread()))));
        runner().withPropertyValues(
                        "spring.threads.virtual.enabled=true", "spring.task.execution.thread-name-prefix=boots-")
                .withBean("kind", HandlerRegistration.class, () -> HandlerRegistration.of("/kind", kind))
                .run(context -> assertThat(Wire.get(Wire.port(context), "/kind"))
                        .startsWith("VirtualThread[")
                        .contains("boots-"));
    }

    @Test
    @DisplayName(
            "spring.threads.virtual.enabled=true does not put all handlers on Spring Boot's pool of eight, on any JVM")
    void enabledVirtualThreadsDoNotUseThePoolOfEight() {
        int parallel = 12;
        CountDownLatch all = new CountDownLatch(parallel);
        HandlerFactory together = HandlerFactory.blocking((request, in, out) -> {
            all.countDown();
            out.respond(Response.text(all.await(20, TimeUnit.SECONDS) ? "together" : "alone"));
        });
        runner().withPropertyValues("spring.threads.virtual.enabled=true")
                .withBean("together", HandlerRegistration.class, () -> HandlerRegistration.of("/together", together))
                .run(context -> {
                    List<Wire> clients = new ArrayList<>();
                    for (int i = 0; i < parallel; i++) {
                        clients.add(new Wire(Wire.port(context))
                                .send("GET /together HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
                    }
                    for (Wire client : clients) {
                        assertThat(client.readAll()).endsWith("together");
                        client.close();
                    }
                });
    }

    @Test
    @DisplayName("an executor that would run a handler on the event loop gives 503")
    void anExecutorThatRunsAHandlerOnTheEventLoopGives503() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
        pool.setCorePoolSize(1);
        pool.setMaxPoolSize(1);
        pool.setQueueCapacity(0);
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        HandlerFactory slow = HandlerFactory.blocking((request, in, out) -> {
            entered.countDown();
            released.await();
            out.respond(Response.text("done"));
        });
        runner().withBean("pool", TaskExecutor.class, () -> pool)
                .withBean("slow", HandlerRegistration.class, () -> HandlerRegistration.of("/slow", slow))
                .run(context -> {
                    try (Wire first = new Wire(Wire.port(context))) {
                        first.send("GET /slow HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
                        entered.await();
                        assertThat(Wire.status(Wire.port(context), "GET", "/thread"))
                                .isEqualTo(503);
                        released.countDown();
                        assertThat(first.readAll()).endsWith("done");
                    }
                });
    }

    @Test
    @DisplayName("an executor that always runs tasks in the calling thread: says what to use instead")
    void anExecutorThatAlwaysRunsInTheCallerFails() {
        StartupFailureTest.assertFails(
                runner().withBean("sync", TaskExecutor.class, SyncTaskExecutor::new),
                "The executor 'sync' runs its tasks in the calling thread",
                "kamaelia.http.blocking.executor",
                "ThreadPoolTaskExecutor");
    }

    @Test
    @DisplayName("an unknown executor: names the property and the existing executors")
    void anUnknownExecutorFailsWithTheKnownExecutors() {
        StartupFailureTest.assertFails(
                runner().withPropertyValues("kamaelia.http.blocking.executor=mein")
                        .withUserConfiguration(Several.class),
                "The property kamaelia.http.blocking.executor names the bean 'mein'",
                "'applicationTaskExecutor', 'mine'");
    }
}
