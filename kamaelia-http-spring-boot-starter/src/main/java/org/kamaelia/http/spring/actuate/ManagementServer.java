package org.kamaelia.http.spring.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.HttpStartupException;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The server that serves actuator.
 *
 * @param servers the servers by name
 * @param chosen the value of {@code kamaelia.http.management.server}
 * @param settings the settings under {@code management.server}, which are made for servlet containers
 */
record ManagementServer(
        Map<String, KamaeliaHttpProperties.Server> servers,
        @Nullable String chosen,
        Map<String, Object> settings) {
    private static final String KEY = KamaeliaHttpProperties.PREFIX + ".management.server";
    private static final String BOOT = "management.server";

    /** Reads the settings. Another class checks that the chosen server exists. */
    static ManagementServer of(KamaeliaHttpProperties properties, Environment environment) {
        Map<String, Object> settings = Binder.get(environment)
                .bind(BOOT, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        return new ManagementServer(
                properties.servers(), properties.management().server(), settings);
    }

    private static String names(Map<String, ?> servers) {
        return String.join(", ", new TreeSet<>(servers.keySet()));
    }

    private static String portKey(String server) {
        return KamaeliaHttpProperties.PREFIX + ".servers." + server + ".port";
    }

    /**
     * Whether {@code management.server.port} is negative. In Spring Boot a negative port switches the endpoints off.
     */
    boolean isDisabled() {
        Object port = settings.get("port");
        return port != null && String.valueOf(port).trim().startsWith("-");
    }

    /**
     * The name of the server.
     *
     * @throws HttpStartupException if there are several servers and none was chosen
     */
    String name() {
        if (chosen != null) {
            return chosen;
        }
        if (servers.size() > 1) {
            throw new HttpStartupException(
                    "Web endpoints of actuator are exposed, but no property says which of the servers " + names(servers)
                            + " serves the endpoints.",
                    "Set " + KEY + " to one of: " + names(servers)
                            + ". Or expose no endpoint with management.endpoints.web.exposure.exclude=*.");
        }
        return servers.keySet().iterator().next();
    }

    /** The names of the servers that serve the application and not actuator. A single server serves both. */
    List<String> applicationServers() {
        String own = name();
        return servers.size() == 1
                ? List.of(own)
                : servers.keySet().stream().filter(name -> !name.equals(own)).toList();
    }

    /** A sentence for each setting under {@code management.server} that has no effect. */
    List<String> settingsWithoutEffect() {
        String own = name();
        int port = server(own).port();
        List<String> sentences = new ArrayList<>();
        settings.forEach((setting, value) -> {
            if (!setting.equals("port")) {
                sentences.add(BOOT + "." + setting + " has no effect. The server '" + own
                        + "' serves actuator, and its settings are under " + KamaeliaHttpProperties.PREFIX + ".servers."
                        + own + ".");
            } else if (!String.valueOf(value).trim().equals(Integer.toString(port))) {
                sentences.add(BOOT + ".port=" + value + " has no effect. The server '" + own
                        + "' serves actuator on port " + port + ". " + portAdvice(own, value));
            }
        });
        return sentences;
    }

    /** The settings of a server. */
    KamaeliaHttpProperties.Server server(String name) {
        return Objects.requireNonNull(servers.get(name));
    }

    private String portAdvice(String own, Object port) {
        return servers.size() == 1
                ? "For a separate port add a server with " + portKey("admin") + "=" + port + " and set " + KEY
                        + "=admin."
                : "Set " + portKey(own) + "=" + port + " instead.";
    }
}
