package org.kamaelia.http.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/** Publishes the ports of the servers as {@code local.kamaelia.<server>.port}. */
final class LocalPorts {
    private static final String SOURCE = "kamaelia.ports";

    private LocalPorts() {}

    @SuppressWarnings("unchecked")
    static void set(ConfigurableEnvironment environment, String server, int port) {
        if (port < 0) {
            return; // the server listens on a socket file
        }
        MutablePropertySources sources = environment.getPropertySources();
        if (!(sources.get(SOURCE) instanceof MapPropertySource)) {
            sources.addFirst(new MapPropertySource(SOURCE, new ConcurrentHashMap<>()));
        }
        Map<String, Object> ports = (Map<String, Object>) sources.get(SOURCE).getSource();
        ports.put("local.kamaelia." + server + ".port", port);
    }
}
