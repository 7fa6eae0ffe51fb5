package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Actuator shows a live picture of the components")
class LivePictureTest {
    private static HttpResponse<String> page(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/kamaelia/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("one property adds the page, and its WebSocket sends one picture after the other")
    void onePropertyAddsThePage() {
        Actuator.exposingEverything()
                .withPropertyValues("kamaelia.http.management.live-picture=true")
                .run(context -> {
                    int port = Actuator.of(context).port("admin");
                    assertThat(page(port).body()).contains("new WebSocket(");
                    BlockingQueue<String> pictures = new LinkedBlockingQueue<>();
                    WebSocket socket = HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + port + "/actuator/kamaelia/live/socket"),
                                    new WebSocket.Listener() {
                                        private final StringBuilder text = new StringBuilder();

                                        @Override
                                        public CompletionStage<?> onText(
                                                WebSocket from, CharSequence part, boolean last) {
                                            text.append(part);
                                            if (last) {
                                                pictures.add(text.toString());
                                                text.setLength(0);
                                            }
                                            from.request(1);
                                            return null;
                                        }
                                    })
                            .get(20, TimeUnit.SECONDS);
                    for (int i = 0; i < 3; i++) {
                        JsonNode picture = JsonMapper.shared().readTree(pictures.poll(20, TimeUnit.SECONDS));
                        assertThat(picture.get("components").findValuesAsString("type"))
                                .contains("ConnectedSocket", "WebSocketConnection", "LivePictureHandler");
                        assertThat(picture.get("links")).isNotEmpty();
                    }
                    socket.abort();
                });
    }

    @Test
    @DisplayName("without the property there is no such page")
    void withoutThePropertyThereIsNoPage() {
        Actuator.exposingEverything()
                .run(context -> assertThat(
                                page(Actuator.of(context).port("admin")).statusCode())
                        .isEqualTo(404));
    }
}
