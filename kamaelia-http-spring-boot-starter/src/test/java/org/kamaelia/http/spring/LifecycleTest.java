package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

@DisplayName("Servers live with the context")
class LifecycleTest {
    private static final HandlerRegistration HELLO =
            HandlerRegistration.of("/hello", HandlerFactory.oneShot(request -> Response.text("hello")));

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    @DisplayName("the port of each server is in the environment, and in an event after all servers have started")
    void portsAreInTheEnvironmentAndInEventsAfterAllServersStarted() {
        List<String> events = new ArrayList<>();
        Contexts.twoServers()
                .withInitializer(context ->
                        context.addApplicationListener((ApplicationListener<KamaeliaServerInitializedEvent>) event -> {
                            assertThat(isOpen(event.getServers().port("public")))
                                    .isTrue();
                            assertThat(isOpen(event.getServers().port("admin"))).isTrue();
                            assertThat(context.getEnvironment()
                                            .getProperty("local.kamaelia." + event.getServerName() + ".port"))
                                    .isEqualTo(String.valueOf(event.getPort()));
                            events.add(event.getServerName());
                        }))
                .run(context -> {
                    assertThat(events).containsExactly("public", "admin");
                    assertThat(context.getEnvironment().getProperty("local.kamaelia.admin.port", Integer.class))
                            .isEqualTo(Wire.port(context, "admin"))
                            .isNotEqualTo(Wire.port(context, "public"));
                });
    }

    @Test
    @DisplayName("if the second server cannot be bound, the first server is closed again")
    void aServerThatCannotBeBoundClosesTheOthers() throws IOException {
        int first = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Contexts.bare()
                    .withPropertyValues(
                            "kamaelia.http.servers.one.port=" + first,
                            "kamaelia.http.servers.two.port=" + taken.getLocalPort(),
                            "kamaelia.http.servers.two.address=127.0.0.1")
                    .run(context -> {
                        assertThat(context).hasFailed();
                        assertThat(isOpen(first)).isFalse();
                    });
        }
    }

    @Test
    @DisplayName("if another bean fails to start, no port stays open")
    void noPortStaysOpenIfAnotherBeanFails() throws IOException {
        int port = freePort();
        Contexts.bare()
                .withPropertyValues("kamaelia.http.servers.default.port=" + port)
                .withBean("fails", SmartLifecycle.class, FailsToStart::new)
                .run(context -> {
                    assertThat(context).hasFailed();
                    await().until(() -> !isOpen(port));
                });
    }

    private static final class FailsToStart implements SmartLifecycle {
        @Override
        public void start() {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    @Test
    @DisplayName("a stopped context closes the ports, and a restarted context serves again")
    void aRestartedContextServesAgain() {
        Contexts.oneServer().withBean(HandlerRegistration.class, () -> HELLO).run(context -> {
            ConfigurableApplicationContext source = context.getSourceApplicationContext();
            int before = Wire.port(context);
            assertThat(Wire.get(before, "/hello")).isEqualTo("hello");

            source.stop();
            assertThat(isOpen(before)).isFalse();
            assertThat(context.getBean(KamaeliaServers.class).servers()).isEmpty();

            source.start();
            int after = Wire.port(context);
            assertThat(Wire.get(after, "/hello")).isEqualTo("hello");
            assertThat(context.getEnvironment().getProperty("local.kamaelia.default.port", Integer.class))
                    .isEqualTo(after);
        });
    }

    @Test
    @DisplayName("the threads of the event loops keep the JVM alive, and end with the context")
    void eventLoopsKeepTheJvmAliveAndEndWithTheContext() {
        List<Thread> loops = new ArrayList<>();
        Contexts.oneServer().run(context -> {
            String name = context.getBean(EventLoops.class).all().get(0).name();
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(name))
                    .forEach(loops::add);
            assertThat(loops).hasSize(1).noneMatch(Thread::isDaemon);
        });
        await().until(() -> loops.stream().noneMatch(Thread::isAlive));
    }

    @Test
    @DisplayName("a graceful stop refuses new connections, lets the request under way finish, and ends readiness")
    void aGracefulStopFinishesRequestsAndEndsReadiness() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger refusing = new AtomicInteger();
        HandlerFactory slow = HandlerFactory.blocking((request, in, out) -> {
            entered.countDown();
            released.await();
            out.respond(Response.text("done"));
        });
        Contexts.oneServer()
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/slow", slow))
                .withInitializer(context -> context.addApplicationListener(
                        (ApplicationListener<AvailabilityChangeEvent<ReadinessState>>) event -> {
                            if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                                refusing.incrementAndGet();
                            }
                        }))
                .run(context -> {
                    int port = Wire.port(context);
                    CompletableFuture<Void> closing;
                    try (Wire wire = new Wire(port)) {
                        wire.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
                        entered.await();
                        closing = CompletableFuture.runAsync(
                                ((GenericApplicationContext) context.getSourceApplicationContext())::close);
                        await().until(() -> !isOpen(port));
                        assertThat(refusing).hasValue(1);
                        assertThat(closing).isNotDone();
                        released.countDown();
                        assertThat(wire.readAll())
                                .contains("\r\nConnection: close\r\n")
                                .endsWith("done");
                    }
                    closing.get();
                });
    }

    @Test
    @DisplayName(
            "with a delay before the drain, readiness ends first, and requests are served as before until the delay is over")
    void servesAsBeforeDuringThePreDrainDelay() {
        List<String> served = new ArrayList<>();
        Contexts.oneServer()
                .withPropertyValues("kamaelia.http.shutdown.pre-drain-delay=3s")
                .withBean(HandlerRegistration.class, () -> HELLO)
                .run(context -> {
                    int port = Wire.port(context);
                    context.getSourceApplicationContext().addApplicationListener((ApplicationListener<
                                    AvailabilityChangeEvent<ReadinessState>>)
                            event -> {
                                if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                                    served.add("at the event: " + Wire.get(port, "/hello"));
                                }
                            });
                    CompletableFuture<Void> closing = CompletableFuture.runAsync(
                            ((GenericApplicationContext) context.getSourceApplicationContext())::close);
                    await().until(() -> !served.isEmpty());
                    served.add("after it: " + Wire.get(port, "/hello"));
                    closing.get();
                    assertThat(served).containsExactly("at the event: hello", "after it: hello");
                    assertThat(isOpen(port)).isFalse();
                });
    }

    @Test
    @DisplayName("a stop with a delay returns at once, and a second stop waits for the same end")
    void aStopWithADelayReturnsAtOnce() {
        Contexts.oneServer()
                .withPropertyValues("kamaelia.http.shutdown.pre-drain-delay=500ms")
                .run(context -> {
                    int port = Wire.port(context);
                    KamaeliaServers servers = context.getBean(KamaeliaServers.class);
                    CountDownLatch both = new CountDownLatch(2);
                    servers.stop(both::countDown);
                    servers.stop(both::countDown);
                    both.await();
                    assertThat(isOpen(port)).isFalse();
                });
    }

    @Test
    @DisplayName("a request still under way after the grace period of the server is cut")
    void connectionsAreResetAfterTheGracePeriod() {
        CountDownLatch entered = new CountDownLatch(1);
        HandlerFactory endless = HandlerFactory.blocking((request, in, out) -> {
            entered.countDown();
            new CountDownLatch(1).await();
        });
        Contexts.oneServer()
                .withPropertyValues("kamaelia.http.servers.default.shutdown-grace=50ms")
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/endless", endless))
                .run(context -> {
                    try (Wire wire = new Wire(Wire.port(context))) {
                        wire.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\n");
                        entered.await();
                        KamaeliaServers servers = context.getBean(KamaeliaServers.class);
                        CountDownLatch stopped = new CountDownLatch(1);
                        servers.stop(stopped::countDown);
                        stopped.await();
                        assertThat(servers.isRunning()).isFalse();
                    }
                });
    }

    @Test
    @DisplayName("the grace period ends before the context stops waiting for the phase")
    void theGracePeriodEndsBeforeTheTimeoutOfThePhase() {
        CountDownLatch entered = new CountDownLatch(1);
        HandlerFactory endless = HandlerFactory.blocking((request, in, out) -> {
            entered.countDown();
            new CountDownLatch(1).await();
        });
        Contexts.oneServer()
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=100ms")
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/endless", endless))
                .run(context -> {
                    try (Wire wire = new Wire(Wire.port(context))) {
                        wire.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\n");
                        entered.await();
                        CountDownLatch stopped = new CountDownLatch(1);
                        context.getBean(KamaeliaServers.class).stop(stopped::countDown);
                        stopped.await();
                    }
                });
    }

    @Test
    @DisplayName("stopping returns at once, and stopping twice calls back twice")
    void stopReturnsAtOnceAndCallsBackEachTime() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        HandlerFactory slow = HandlerFactory.blocking((request, in, out) -> {
            entered.countDown();
            released.await();
            out.respond(Response.text("done"));
        });
        Contexts.oneServer()
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/slow", slow))
                .run(context -> {
                    KamaeliaServers servers = context.getBean(KamaeliaServers.class);
                    CountDownLatch first = new CountDownLatch(1);
                    CountDownLatch second = new CountDownLatch(1);
                    try (Wire wire = new Wire(Wire.port(context))) {
                        wire.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
                        entered.await();
                        servers.stop(first::countDown);
                        assertThat(first.getCount()).isOne();
                        released.countDown();
                        assertThat(wire.readAll()).endsWith("done");
                    }
                    first.await();
                    servers.stop(second::countDown);
                    second.await();
                });
    }

    @Test
    @DisplayName("servers start and stop in the phase of Spring Boot's graceful shutdown of web servers")
    void serversUseThePhaseOfSpringBootsWebServers() {
        assertThat(KamaeliaServers.PHASE).isEqualTo(SmartLifecycle.DEFAULT_PHASE - 1024);
        Contexts.oneServer()
                .run(context -> assertThat(
                                context.getBean(KamaeliaServers.class).getPhase())
                        .isEqualTo(KamaeliaServers.PHASE));
    }
}
