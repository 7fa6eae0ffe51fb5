package org.kamaelia.http.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The requirements for clients of named servers, with every transport. */
@SpringBootTest(classes = TestApplication.class, properties = "spring.config.name=taken-ports")
abstract class NamedClientsTest {
    @LocalKamaeliaClient("public")
    private KamaeliaTestClient everybody;

    private final KamaeliaTestClient operator;

    @Autowired
    private KamaeliaTestClient only;

    @Autowired
    KamaeliaServers servers;

    NamedClientsTest(KamaeliaTestClient operator) {
        this.operator = operator;
    }

    @Test
    @DisplayName("clients use the server of their name")
    void clientsUseTheServerOfTheirName() {
        assertThat(everybody.get("/who").body()).isEqualTo("everybody");
        assertThat(operator.get("/who").body()).isEqualTo("operator");
        assertThat(operator.get("/nothing").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("bodies work in both directions with every framing; names of fields are case-insensitive")
    void bodiesWorkWithEveryFraming() {
        KamaeliaTestResponse response = everybody.post("/echo", "grüße", "Content-Type: text/plain");
        assertThat(response.body()).isEqualTo("grüße");
        assertThat(response.header("x-method")).isEqualTo("POST");
        byte[] much = "x".repeat(400_000).getBytes(StandardCharsets.US_ASCII);
        assertThat(operator.exchange("PUT", "/echo", much).bytes()).isEqualTo(much);
        assertThat(everybody.exchange("HEAD", "/who", new byte[0]).bytes()).isEmpty();
    }

    @Test
    @DisplayName("a client of a server that is not configured fails before the test, with the names of the servers")
    void aMisspeltServerFails(@Autowired KamaeliaTestClients clients) {
        assertThatThrownBy(() -> clients.of("pubilc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no server 'pubilc'. The servers are")
                .hasMessageContainingAll("public", "admin");
    }

    @Test
    @DisplayName("a WebSocket sends and receives messages of any size, and closes in order")
    void webSocketSendsAndReceives() {
        try (KamaeliaTestWebSocket socket = everybody.webSocket("/socket", "Sec-WebSocket-Protocol: chat")) {
            assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
            String large = "grüße ".repeat(50_000);
            assertThat(socket.send(large).receiveText()).isEqualTo(large);
            assertThat(socket.send(new byte[] {1, 2}).receive().bytes()).containsExactly(1, 2);
            assertThat(socket.close(1000).receiveClose()).isEqualTo(1000);
        }
        assertThatThrownBy(() -> operator.webSocket("/who"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("200");
    }

    @Test
    @DisplayName("the client of the only server fails if there are several servers")
    void theOnlyClientFailsWithSeveralServers() {
        assertThatThrownBy(() -> only.get("/who"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("public", "admin", "@LocalKamaeliaClient");
    }
}
