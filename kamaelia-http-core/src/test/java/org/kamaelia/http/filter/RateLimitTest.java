package org.kamaelia.http.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A rate limit lets each client send a number of requests, restored over a time")
class RateLimitTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock of the JVM may overflow, too

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private TestServer serve(RateLimit limit) {
        return TestServer.with(request -> Response.text("x"))
                .setup(setup -> setup.filter(limit.clock(now::get)))
                .start();
    }

    @Test
    @DisplayName("past the limit: 429 with Retry-After (RFC 6585 4), counted as a rejection; later requests pass again")
    void pastTheLimitIs429() {
        try (TestServer server = serve(RateLimit.of(3, Duration.ofSeconds(30)))) {
            RawClient client = server.client();
            for (int left = 2; left >= 0; left--) {
                RawResponse response = client.ask("GET", "/");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.field("RateLimit-Policy")).isEqualTo("\"default\";q=3;w=30");
                assertThat(response.field("RateLimit")).isEqualTo("\"default\";r=" + left);
            }
            RawResponse refusal = server.client().ask("GET", "/");
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.field("Retry-After")).isEqualTo("10");
            assertThat(refusal.field("RateLimit")).isEqualTo("\"default\";r=0;t=10");
            assertThat(server.rejected(429)).isEqualTo(1);
            pass(Duration.ofSeconds(9));
            assertThat(client.ask("GET", "/").field("Retry-After")).isEqualTo("1");
            pass(Duration.ofSeconds(1));
            assertThat(client.ask("GET", "/").status()).isEqualTo(200);
            assertThat(client.ask("GET", "/").status()).isEqualTo(429);
            pass(Duration.ofMinutes(10));
            assertThat(client.ask("GET", "/").field("RateLimit")).isEqualTo("\"default\";r=2");
        }
    }

    @Test
    @DisplayName("each key has a limit of its own; a request without a key has none")
    void eachKeyHasItsOwnLimit() {
        RateLimit limit = RateLimit.of(1, Duration.ofSeconds(60)).by(request -> request.header("X-Key"));
        try (TestServer server = serve(limit)) {
            RawClient client = server.client();
            for (int i = 0; i < 100; i++) {
                assertThat(client.ask("GET", "/", "X-Key: " + i).status()).isEqualTo(200);
                assertThat(client.ask("GET", "/").status()).isEqualTo(200);
            }
            assertThat(client.ask("GET", "/", "X-Key: 0").status()).isEqualTo(429);
        }
    }

    @Test
    @DisplayName("the memory is fixed: with more keys than places, old ones are forgotten and active ones mostly stay")
    void memoryIsFixed() {
        RateTable table = new RateTable(1_024, 1, Duration.ofHours(1).toNanos());
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            table.take("key " + i, i);
            if (i % 10 == 0) {
                refused += table.take("key " + i, i) < 0 ? 1 : 0;
            }
        }
        assertThat(refused).isEqualTo(10_000);
        assertThat(table.take("key 0", 100_000)).as("forgotten").isZero();
    }

    @Test
    @DisplayName("a rate and a number of clients that make no sense are refused")
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> RateLimit.of(0, Duration.ofSeconds(1))).hasMessageContaining("at least 1 request");
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO)).hasMessageContaining("positive time");
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ofSeconds(1)).clients(0))
                .hasMessageContaining("The number of clients");
    }
}
