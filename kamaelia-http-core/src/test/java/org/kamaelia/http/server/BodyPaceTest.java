package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

/** Time is the test's own, and the limits are the defaults: 240 octets a second, a grace of 5 s, 30 s without an octet. */
@DisplayName("The pace of a request body is measured over the time that has just passed")
@ExtendWith(ExpectedFailures.class)
class BodyPaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static TestServer serve(HandlerFactory handlers) {
        return TestServer.with(handlers).timeless().start();
    }

    private static String announcing(int octets) {
        return head("POST / HTTP/1.1", "Host: h", "Content-Length: " + octets);
    }

    private static RawClient sent(TestServer server, String octets) {
        RawClient client = server.client().send(octets);
        server.awaitConnections(1);
        server.settle();
        return client;
    }

    @Test
    @DisplayName("what comes with the head counts: 24 KB, a pause of 7 s and 6 KB are 200")
    void countsWhatComesWithTheHead() {
        try (TestServer server = serve(Style.STEPWISE.counting())) {
            RawClient client = sent(server, announcing(30_000) + "x".repeat(24_000));
            server.pass(Duration.ofSeconds(7));
            client.send("x".repeat(6_000));
            assertThat(client.response().text()).isEqualTo("30000\n");
        }
    }

    @Test
    @DisplayName("a burst pays for 30 s, and not for hours: an octet a second after it is answered with 408")
    void burstPaysForNoMoreThanThePauseThatIsAllowed() {
        try (TestServer server = serve(Style.STEPWISE.counting())) {
            RawClient client = sent(server, announcing(1_000_000) + "x".repeat(200_000));
            for (int second = 1; second < 30; second++) {
                server.pass(SECOND);
                client.send("x");
                server.settle();
                assertThat(client.hasInput()).as("after %s s", second).isFalse();
            }
            server.pass(SECOND.plus(SECOND));
            assertThat(client.response().status()).isEqualTo(408);
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("the time during which the client waits for 100 does not count, RFC 9110 10.1.1")
    void waitingFor100DoesNotCount() {
        boolean[] waited = new boolean[1];
        HandlerFactory late =
                request -> ScriptedHandler.starting(handler -> handler.onceMoreAfter(Duration.ofSeconds(20)))
                        .andStepping(handler -> {
                            if (waited[0] && handler.readAll()) {
                                handler.answer(Response.text("read"));
                            }
                            waited[0] = true;
                        });
        try (TestServer server = serve(late)) {
            RawClient client =
                    sent(server, head("POST / HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 100-continue"));
            for (int second = 0; second < 21; second++) {
                server.pass(SECOND);
            }
            assertThat(client.response().status()).isEqualTo(100);
            server.pass(Duration.ofSeconds(3));
            assertThat(client.send("hello").response().text()).isEqualTo("read");
        }
    }

    @Test
    @DisplayName("the time in which a guard decides does not count, and the time after it does")
    void decisionOfAGuardDoesNotCount() {
        Queue<CompletableFuture<@Nullable Response>> asked = new ConcurrentLinkedQueue<>();
        HttpFilter guard = HttpFilter.guard(request -> {
            CompletableFuture<@Nullable Response> decision = new CompletableFuture<>();
            asked.add(decision);
            return decision;
        });
        try (TestServer server = serve(Style.STEPWISE.counting().behind(guard))) {
            for (boolean goesOn : new boolean[] {true, false}) {
                RawClient client = server.client().send(announcing(5) + "he");
                eventually(() -> assertThat(asked).isNotEmpty());
                for (int second = 0; second < 25; second++) {
                    server.pass(SECOND);
                }
                assertThat(client.hasInput()).isFalse();
                asked.remove().complete(null);
                server.pass(SECOND.multipliedBy(3));
                if (goesOn) {
                    assertThat(client.send("llo").response().text()).isEqualTo("5\n");
                } else {
                    server.pass(SECOND.multipliedBy(4));
                    assertThat(client.response().status()).isEqualTo(408);
                    client.assertEnd();
                }
            }
        }
    }
}
