package org.kamaelia.verification.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.kamaelia.net.SimpleServer;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/** The property {@code websocket.urls} names the servers, separated by blanks; without it there is one in this JVM. */
@DisplayName("The clients of Java have their messages echoed")
class JavaClientsTest {
    private static final String LONG = "κόσμε".repeat(5_000);
    private static final byte[] OCTETS = {0, -1, 1, -2};

    private static SimpleServer server;

    @BeforeAll
    static void start() {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        if (System.getProperty("websocket.urls", "").isEmpty()) {
            ResourceGlue routes = ResourceGlue.of()
                    .at(
                            "/ws",
                            org.kamaelia.http.websocket.WebSocket.perMessage(message -> message)
                                    .settings(WebSocketSettings.defaults()));
            server = SimpleServer.of(() -> new HttpServer(routes)).port(0).start();
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop(java.time.Duration.ZERO).join();
        }
    }

    static Stream<String> urls() {
        return server != null
                ? Stream.of("ws://localhost:" + server.localPort() + "/ws")
                : Stream.of(System.getProperty("websocket.urls").split(" "));
    }

    @ParameterizedTest
    @MethodSource("urls")
    @DisplayName("the client of the JDK")
    void jdk(String url) throws Exception {
        List<String> texts = new ArrayList<>();
        CompletableFuture<byte[]> octets = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = HttpClient.newBuilder()
                .sslContext(trusting())
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listening(texts, octets, closed))
                .get(30, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
        socket.sendText(LONG.substring(0, 1_000), false).get(30, TimeUnit.SECONDS);
        socket.sendText(LONG.substring(1_000), true).get(30, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap(OCTETS), true).get(30, TimeUnit.SECONDS);
        assertThat(octets.get(30, TimeUnit.SECONDS)).isEqualTo(OCTETS);
        assertThat(String.join("", texts)).isEqualTo("hello" + LONG);
        socket.sendClose(3001, "done").get(30, TimeUnit.SECONDS);
        assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(3001);
    }

    private record Listening(List<String> texts, CompletableFuture<byte[]> octets, CompletableFuture<Integer> closed)
            implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            texts.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            octets.complete(copy);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    @ParameterizedTest
    @MethodSource("urls")
    @DisplayName("Spring's StandardWebSocketClient")
    void spring(String url) throws Exception {
        talk(url, false);
    }

    @ParameterizedTest
    @MethodSource("urls")
    @DisplayName("Spring's StandardWebSocketClient, with compression")
    void springWithCompression(String url) throws Exception {
        talk(url, true);
    }

    private static void talk(String url, boolean compression) throws Exception {
        StandardWebSocketClient client = new StandardWebSocketClient();
        client.setUserProperties(Map.of("org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE", 8192));
        client.setSslContext(trusting());
        WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
        if (compression) {
            headers.setSecWebSocketExtensions(List.of(new WebSocketExtension("permessage-deflate")));
        }
        List<Object> got = new ArrayList<>();
        CompletableFuture<List<Object>> all = new CompletableFuture<>();
        CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
        WebSocketSession session = client.execute(
                        new AbstractWebSocketHandler() {
                            @Override
                            public void handleMessage(WebSocketSession from, WebSocketMessage<?> message) {
                                got.add(message.getPayload());
                                if (got.size() == 3) {
                                    all.complete(got);
                                }
                            }

                            @Override
                            public void afterConnectionClosed(WebSocketSession from, CloseStatus status) {
                                closed.complete(status);
                            }
                        },
                        headers,
                        URI.create(url))
                .get(30, TimeUnit.SECONDS);
        session.setTextMessageSizeLimit(256 * 1024);
        assertThat(session.getExtensions()).hasSize(compression ? 1 : 0);
        session.sendMessage(new TextMessage("hello"));
        session.sendMessage(new TextMessage(LONG));
        session.sendMessage(new BinaryMessage(OCTETS));
        assertThat(all.get(30, TimeUnit.SECONDS)).containsExactly("hello", LONG, ByteBuffer.wrap(OCTETS));
        session.close(new CloseStatus(3001, "done"));
        assertThat(closed.get(30, TimeUnit.SECONDS).getCode()).isEqualTo(3001);
    }

    /** Trusts every certificate: the servers have made their own. */
    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new X509ExtendedTrustManager[] {new Trusting()}, null);
        return context;
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
