package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.benchmarks.Echo;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;

@DisplayName("The client of the comparison")
class ClientTest {
    private static final long RUN = 200_000_000;

    private static final AtomicLong asked = new AtomicLong();
    private static SimpleServer server;

    @BeforeAll
    static void start() {
        Response greeting = Response.text("Hello, World!");
        ResourceGlue routes = ResourceGlue.of()
                .at("/plaintext", HandlerFactory.oneShot(request -> counted(greeting)))
                .at(
                        "/failing",
                        HandlerFactory.oneShot(
                                request -> asked.incrementAndGet() < 50 ? greeting : greeting.status(500)))
                .at("/echo", request -> new Echo());
        server = SimpleServer.of(() -> new HttpServer(routes)).port(0).start();
    }

    private static Response counted(Response response) {
        asked.incrementAndGet();
        return response;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} deep")
    @ValueSource(ints = {1, 16})
    @DisplayName("counts the answers that have come, no more than were asked for")
    void counts(int depth) throws IOException {
        asked.set(0);
        try (Client client = new Client(server.localPort(), Work.get("plaintext", "/plaintext", 3, depth))) {
            long answers = client.run(RUN);
            assertThat(answers).isPositive().isLessThan(asked.get());
        }
    }

    @Test
    @DisplayName("sends bodies that do not fit into one write, and reads what comes back")
    void bodies() throws IOException {
        try (Client client = new Client(server.localPort(), Work.post("echo", "/echo", 1024 * 1024, 2))) {
            long answers = 0;
            while (answers < 3) {
                answers += client.run(RUN);
            }
            assertThat(answers).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    @DisplayName("asks once on each connection, and leaves them open and idle")
    void once() throws IOException {
        asked.set(0);
        try (Client client = new Client(server.localPort(), Work.get("plaintext", "/plaintext", 20, 1))) {
            client.answerOnce();
            assertThat(asked.get()).isEqualTo(21); // one of them to learn the length
            assertThat(server.connections()).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    @DisplayName("does not start on a path that answers with an error")
    void refusesErrors() {
        assertThatThrownBy(() -> new Client(server.localPort(), Work.get("nothing", "/nothing", 1, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404");
    }

    @Test
    @DisplayName("stops at an answer that is an error, or not as long as the first")
    void refusesOtherAnswers() throws IOException {
        asked.set(0);
        try (Client client = new Client(server.localPort(), Work.get("failing", "/failing", 1, 1))) {
            assertThatThrownBy(() -> client.run(60_000_000_000L)).isInstanceOf(UncheckedIOException.class);
        }
    }
}
