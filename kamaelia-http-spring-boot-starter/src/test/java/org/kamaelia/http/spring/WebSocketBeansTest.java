package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.http.spring.Metered.value;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@DisplayName("WebSockets of an application, with the client of the JDK")
class WebSocketBeansTest {
    @Configuration(proxyBeanMethods = false)
    static class Sockets {
        @Bean
        @HandlerPath("/ws")
        HandlerFactory echo() {
            return WebSocket.perMessage(message -> message);
        }

        @Bean
        @HandlerPath("/own")
        HandlerFactory own() {
            return WebSocket.perMessage(message -> Message.text("own " + message.size()))
                    .settings(WebSocketSettings.defaults().limits(10, 10));
        }
    }

    private static ApplicationContextRunner runner(String... properties) {
        return Metered.runner().withUserConfiguration(Sockets.class).withPropertyValues(properties);
    }

    /** What the client of the JDK receives. */
    private static final class Received implements Listener {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                texts.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(java.net.http.WebSocket socket, Throwable failure) {
            closed.completeExceptionally(failure);
        }

        String next() throws InterruptedException {
            return texts.poll(20, TimeUnit.SECONDS);
        }
    }

    private static java.net.http.WebSocket open(int port, String path, Received received) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), received)
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("a bean with @HandlerPath is reached, and every figure is metered")
    void beanIsReachedAndMetered() {
        runner().run(context -> {
            Received received = new Received();
            java.net.http.WebSocket socket = open(Wire.port(context), "/ws", received);
            socket.sendText("grüße", true).get(20, TimeUnit.SECONDS);
            assertThat(received.next()).isEqualTo("grüße");
            String large = "x".repeat(300_000);
            socket.sendText(large, true).get(20, TimeUnit.SECONDS);
            assertThat(received.next()).isEqualTo(large);
            assertThat(value(context, "websocket.open", "server", "default")).isEqualTo(1);
            double bytes = value(context, "websocket.bytes", "server", "default", "direction", "received");
            assertThat(bytes).isGreaterThanOrEqualTo(300_007);
            double before = value(context, "websocket.closed", "server", "default", "code", "3000");
            socket.sendClose(3001, "bye").get(20, TimeUnit.SECONDS);
            assertThat(received.closed.get(20, TimeUnit.SECONDS)).isEqualTo(3001);
            await().until(() -> value(context, "websocket.closed", "server", "default", "code", "3000") == before + 1);
            assertThat(value(context, "websocket.open", "server", "default")).isZero();
            assertThat(value(context, "queue.depth", "component", "WebSocketHandler", "box", "inbox"))
                    .isZero();
        });
    }

    @Test
    @DisplayName("properties limit messages, unless the bean has settings of its own")
    void propertiesLimitMessages() {
        runner("kamaelia.http.websocket.message=1KB").run(context -> {
            Received received = new Received();
            open(Wire.port(context), "/ws", received).sendText("x".repeat(1025), true);
            assertThat(received.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1009);
            Received other = new Received();
            open(Wire.port(context), "/own", other).sendText("1234567890", true);
            assertThat(other.next()).isEqualTo("own 10");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "kamaelia.http.websocket.allowed-origins=*,https://evil.example,101",
        "kamaelia.http.websocket.allowed-origins=https://app.example,https://app.example,101",
        "kamaelia.http.websocket.allowed-origins=https://app.example,https://evil.example,403",
        "kamaelia.http.websocket.ping-after=1s,https://evil.example,403"
    })
    @DisplayName("only pages of the same origin may connect, unless the property lists others")
    void originsAreAProperty(String property, String origin, int status) {
        runner(property).run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                wire.send(
                        "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\nOrigin: " + origin
                                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
                byte[] close = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};
                wire.send(new String(close, StandardCharsets.ISO_8859_1));
                assertThat(wire.readAll()).startsWith("HTTP/1.1 " + status);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "kamaelia.http.websocket.message=0B,kamaelia.http.websocket.message",
        "kamaelia.http.websocket.compression.level=10,from 1 to 9",
        "kamaelia.http.websocket.ping-after=0s,ping is more than 0",
        "kamaelia.http.websocket.allowed-origins=app.example,https://app.example"
    })
    @DisplayName("a wrong value stops the start, with what to write")
    void wrongValueStopsTheStart(String property, String message) {
        runner(property)
                .run(context -> assertThat(context).hasFailed().getFailure().hasMessageContaining(message));
    }
}
