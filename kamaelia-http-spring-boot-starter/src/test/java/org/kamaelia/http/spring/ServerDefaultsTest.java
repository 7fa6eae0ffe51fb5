package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

@DisplayName("kamaelia.http.defaults applies to all servers")
class ServerDefaultsTest {
    private static Server server(ApplicationContext context, String name) {
        return context.getBean(KamaeliaHttpProperties.class).servers().get(name);
    }

    @Test
    @DisplayName("every key of a server can be a default: nested keys, lists and maps of values")
    void everyKeyOfAServerCanBeADefault() {
        Contexts.twoServers()
                .withPropertyValues(
                        "kamaelia.http.defaults.address=127.0.0.1",
                        "kamaelia.http.defaults.server-header=shared",
                        "kamaelia.http.defaults.timeouts.idle=7s",
                        "kamaelia.http.defaults.limits.request-body=1KB",
                        "kamaelia.http.defaults.compression.enabled=true",
                        "kamaelia.http.defaults.compression.mime-types=text/css",
                        "kamaelia.http.defaults.static[0].path=/files/",
                        "kamaelia.http.defaults.forwarded.trusted=10.0.0.0/8")
                .run(context -> {
                    for (String name : new String[] {"public", "admin"}) {
                        Server server = server(context, name);
                        assertThat(server.port()).isZero();
                        assertThat(server.address()).hasToString("/127.0.0.1");
                        assertThat(server.timeouts().idle()).isEqualTo(Duration.ofSeconds(7));
                        assertThat(server.timeouts().write()).isEqualTo(Duration.ofSeconds(30));
                        assertThat(server.limits().requestBody()).isEqualTo(DataSize.ofKilobytes(1));
                        assertThat(server.compression().mimeTypes()).containsExactly("text/css");
                        assertThat(server.staticFiles()).hasSize(1);
                        assertThat(server.forwarded().trusted()).containsExactly("10.0.0.0/8");
                        assertThat(Wire.exchange(Wire.port(context, name), "GET", "/nothing"))
                                .contains("\r\nServer: shared\r\n");
                    }
                });
    }

    @Test
    @DisplayName(
            "a setting of a server takes precedence, key by key, whatever the order of the sources; lists as a whole")
    void aSettingOfAServerPrecedesTheDefault() {
        Contexts.twoServers()
                .withPropertyValues(
                        "kamaelia.http.servers.admin.timeouts.idle=3s",
                        "kamaelia.http.servers.admin.compression.mime-types=text/html",
                        "kamaelia.http.servers.admin.ssl.enabled=false")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.MapPropertySource(
                                "first",
                                Map.of(
                                        "kamaelia.http.defaults.timeouts.idle", "7s",
                                        "kamaelia.http.defaults.timeouts.write", "9s",
                                        "kamaelia.http.defaults.compression.mime-types", "text/css,text/plain",
                                        "kamaelia.http.defaults.ssl.enabled", "false"))))
                .run(context -> {
                    assertThat(server(context, "admin").timeouts().idle()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(server(context, "admin").timeouts().write()).isEqualTo(Duration.ofSeconds(9));
                    assertThat(server(context, "admin").compression().mimeTypes())
                            .containsExactly("text/html");
                    assertThat(server(context, "public").timeouts().idle()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(server(context, "public").compression().mimeTypes())
                            .hasSize(2);
                });
    }

    @Test
    @DisplayName("the server called default uses the defaults if no server is configured")
    void theDefaultServerUsesTheDefaults() {
        Contexts.bare()
                .withPropertyValues("kamaelia.http.defaults.port=0", "kamaelia.http.defaults.server-header=shared")
                .run(context -> assertThat(Wire.exchange(Wire.port(context), "GET", "/nothing"))
                        .contains("\r\nServer: shared\r\n"));
    }

    @Test
    @DisplayName("environment variables and placeholders work")
    void environmentVariablesAndPlaceholdersWork() {
        Contexts.twoServers()
                .withPropertyValues("one=first", "kamaelia.http.defaults.server-header=${one}-${two:second}")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment", Map.of("KAMAELIA_HTTP_DEFAULTS_TIMEOUTS_HEADERSECTION", "4s"))))
                .run(context -> {
                    assertThat(server(context, "admin").timeouts().headerSection())
                            .isEqualTo(Duration.ofSeconds(4));
                    assertThat(server(context, "admin").serverHeader()).isEqualTo("first-second");
                });
    }

    @Test
    @DisplayName("an unknown key fails at start-up, and so does a value out of its range")
    void anUnknownKeyOrAValueOutOfRangeFails() {
        StartupFailureTest.assertFails(
                Contexts.twoServers()
                        .withInitializer(context -> context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new org.springframework.core.env.MapPropertySource(
                                        "application", Map.of("kamaelia.http.defaults.timeouts.idel", "7s")))),
                "Property: kamaelia.http.defaults.timeouts.idel",
                "Update your application's configuration");
        StartupFailureTest.assertFails(
                Contexts.twoServers().withPropertyValues("kamaelia.http.defaults.timeouts.idle=0s"),
                "timeouts.idle is out of its range",
                "a time from 1ms to 365d");
    }
}
