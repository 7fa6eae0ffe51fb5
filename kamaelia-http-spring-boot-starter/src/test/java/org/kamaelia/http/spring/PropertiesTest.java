package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.net.SocketLimits;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@DisplayName("Properties have the defaults of the core")
class PropertiesTest {
    private static KamaeliaHttpProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate(KamaeliaHttpProperties.PREFIX, Bindable.of(KamaeliaHttpProperties.class));
    }

    @Test
    @DisplayName("without a configured server there is one server, called default, on port 8080")
    void thereIsADefaultServerOnPort8080() {
        KamaeliaHttpProperties properties = bind(Map.of());
        assertThat(properties.servers()).containsOnlyKeys("default");
        assertThat(properties.servers().get("default").port()).isEqualTo(8080);
        assertThat(properties.servers().get("default").shutdownGrace()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    @DisplayName("a server with a name and no settings, as in \"admin: {}\", exists")
    void aServerWithoutSettingsExists() {
        assertThat(bind(Map.of("kamaelia.http.servers.admin", "")).servers()).containsOnlyKeys("admin");
    }

    @Test
    @DisplayName("the limits of a server without settings are the defaults of the core")
    void aServerWithoutSettingsHasTheLimitsOfTheCore() {
        ServerLimits limits =
                new ServerLimits("default", bind(Map.of()).servers().get("default"));
        assertThat(limits.http()).isEqualTo(HttpLimits.defaults());
        assertThat(limits.sockets()).isEqualTo(SocketLimits.defaults());
    }
}
