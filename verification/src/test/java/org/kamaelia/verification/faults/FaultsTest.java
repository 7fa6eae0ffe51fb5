package org.kamaelia.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.verification.faults.Fault.Outcome;

@DisplayName("The test under fire")
@Timeout(120)
class FaultsTest {
    @TempDir
    Path scratch;

    private static SimpleServer serve(HandlerFactory handlers) {
        return SimpleServer.of(() -> new HttpServer(handlers))
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .start();
    }

    private static Window traffic(int port) throws Exception {
        try (GoodTraffic good = new GoodTraffic(port)) {
            return good.window(200, Duration.ofMillis(500));
        }
    }

    @Test
    @DisplayName("has at least 24 faults, and docs/faults.md lists each of them")
    void listed() throws Exception {
        List<Fault> all = FaultRun.all();
        String page = Files.readString(Path.of("..", "docs", "faults.md"));

        assertThat(all).hasSizeGreaterThanOrEqualTo(24);
        assertThat(all).allSatisfy(fault -> {
            assertThat(fault.proofs()).as(fault.name()).isNotEmpty();
            assertThat(page).contains("| `" + fault.name() + "` |");
        });
    }

    @Test
    @DisplayName("finds every good answer right when it is")
    void right() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch, 1_024)) {
            Window seen = traffic(server.port());

            assertThat(seen.answers()).isPositive();
            assertThat(seen.complaints).isEmpty();
            assertThat(seen.latencies.millis(0.5)).isPositive();
        }
    }

    @Test
    @DisplayName("finds an answer with the octets of another")
    void wrongBody() throws Exception {
        HandlerFactory handlers = HandlerFactory.oneShot(request -> Response.bytes("text/plain", new byte[128]));
        try (SimpleServer server = serve(handlers)) {
            assertThat(traffic(server.localPort()).wrong()).isPositive();
        }
    }

    @Test
    @DisplayName("finds an answer with another status")
    void wrongStatus() throws Exception {
        try (SimpleServer server = serve(HandlerFactory.oneShot(request -> Response.of(503)))) {
            assertThat(traffic(server.localPort()).wrong()).isPositive();
        }
    }

    @Test
    @DisplayName(
            "does not believe in a fault that did not happen, nor in one after which something forbidden was counted")
    void proofs() throws Exception {
        Fault fault = Fault.of("test", site -> {}).proof("resets", 2).never("count-complete");
        Tally tally = new Tally();
        tally.saw("resets");

        Outcome outcome = fault.outcome(tally, Map.of("count-complete", 3L), Map.of("count-complete", 4L));

        assertThat(outcome.missed()).containsExactly("only 1 of 2 resets", "1 count-complete");
    }

    @Test
    @DisplayName("gives percentiles that are right by 3 per cent")
    void percentiles() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 1_000; i++) {
            latencies.add(i * 1_000_000L);
        }

        assertThat(latencies.millis(0.99)).isBetween(990.0, 1_021.0);
        assertThat(latencies.millis(0.5)).isBetween(500.0, 516.0);
        assertThat(latencies.count()).isEqualTo(1_000);
    }
}
