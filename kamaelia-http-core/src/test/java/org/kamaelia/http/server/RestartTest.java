package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.post;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A restart in one JVM leaves nothing behind")
@Timeout(120)
class RestartTest {
    private static final int CYCLES = 50;

    private static final HandlerFactory ROUTES = ResourceGlue.of()
            .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello")))
            .at("/echo", HandlerFactory.oneShot(1 << 20, (request, body) -> Response.text(body.length + "")))
            .at("/blocking", HandlerFactory.blocking((request, in, out) -> out.respond(Response.text("done"))))
            .at(
                    "/endless",
                    request -> ScriptedHandler.starting(handler -> handler.sendFirst(
                                    Response.ok("text/plain").endless())
                            .send("x")));

    private static void cycle() throws Exception {
        try (TestServer server = TestServer.serve(ROUTES);
                TestServer secure = TestServer.with(ROUTES)
                        .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                        .start();
                TlsClient tls = TlsClient.connect(secure.port(), "TLSv1.3")) {
            RawClient client = server.client();
            assertThat(client.send(get("/hello")).response().text()).isEqualTo("hello");
            assertThat(client.send(post("/echo", "x".repeat(100_000)))
                            .response()
                            .text())
                    .isEqualTo("100000");
            assertThat(client.send(get("/blocking")).response().text()).isEqualTo("done");
            server.client().send(get("/endless")).responseHead();
            tls.handshake();
            assertThat(tls.http().send(get("/hello")).response().text()).isEqualTo("hello");
            server.stop(Duration.ofMillis(10)).join();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name ->
                        Stream.of("event-loop", "watchdog", "kamaelia", "tls-").anyMatch(name::startsWith))
                .toList();
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static long direct() {
        System.gc();
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    @DisplayName(
            "fifty times started, used and stopped: no thread, no descriptor and no direct memory more than after once")
    void fiftyRestartsLeaveNothingBehind() throws Exception {
        cycle();
        eventually(() -> assertThat(threads()).isEmpty());
        long descriptors = descriptors();
        long direct = direct();

        for (int i = 0; i < CYCLES; i++) {
            cycle();
        }

        eventually(() -> assertThat(threads()).isEmpty());
        eventually(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
        eventually(() -> assertThat(direct()).isLessThanOrEqualTo(direct + 256 * 1024));
    }
}
