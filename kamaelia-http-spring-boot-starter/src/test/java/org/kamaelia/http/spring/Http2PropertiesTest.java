package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.exchange.Http2Settings;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@DisplayName("The properties of HTTP/2")
class Http2PropertiesTest {
    private static Http2Settings settings(Map<String, String> keys) {
        KamaeliaHttpProperties properties = new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate(KamaeliaHttpProperties.PREFIX, KamaeliaHttpProperties.class);
        String name = properties.servers().keySet().iterator().next();
        return ServerHttp2.of(name, properties.servers().get(name), properties);
    }

    @Test
    @DisplayName("are those of the core if no key is set")
    void defaults() {
        assertThat(settings(Map.of())).isEqualTo(Http2Settings.defaults());
    }

    @Test
    @DisplayName("hold for all servers, and a server has its own")
    void precedence() {
        Http2Settings settings = settings(Map.of(
                "kamaelia.http.http2.clear-text", "true",
                "kamaelia.http.http2.enabled", "false",
                "kamaelia.http.http2.max-concurrent-streams", "10",
                "kamaelia.http.servers.web.http2.max-concurrent-streams", "20",
                "kamaelia.http.servers.web.http2.stream-window", "64KB",
                "kamaelia.http.servers.web.http2.connection-window", "256KB",
                "kamaelia.http.servers.web.http2.max-frame-size", "32KB",
                "kamaelia.http.servers.web.http2.max-resets", "5",
                "kamaelia.http.servers.web.http2.max-control-frames", "50",
                "kamaelia.http.servers.web.http2.window-timeout", "7s"));
        assertThat(settings)
                .isEqualTo(new Http2Settings(
                        false, true, 20, 64 * 1024, 256 * 1024, 32 * 1024, 5, 50, Duration.ofSeconds(7)));
    }

    @Test
    @DisplayName("out of their range stop the start, and the message says what to write")
    void ranges() {
        assertThatThrownBy(() -> settings(Map.of("kamaelia.http.http2.max-frame-size", "1KB")))
                .isInstanceOf(HttpStartupException.class)
                .hasMessageContaining("kamaelia.http.http2.max-frame-size");
        assertThatThrownBy(() -> settings(Map.of("kamaelia.http.servers.web.http2.stream-window", "2MB")))
                .isInstanceOf(HttpStartupException.class)
                .hasMessageContaining("connection-window");
        assertThatThrownBy(() -> settings(Map.of("kamaelia.http.servers.web.http2.window-timeout", "0s")))
                .isInstanceOf(HttpStartupException.class)
                .hasMessageContaining("kamaelia.http.servers.web.http2.window-timeout");
    }
}
