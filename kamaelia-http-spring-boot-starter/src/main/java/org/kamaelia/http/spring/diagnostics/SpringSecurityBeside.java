package org.kamaelia.http.spring.diagnostics;

import java.util.List;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds native handlers without a guard in an application whose controllers Spring Security guards. Spring Security is a
 * filter of Spring MVC and WebFlux, so requests to native handlers pass it by, also on the port of WebFlux.
 */
final class SpringSecurityBeside implements StartupCheck {
    private final ListableBeanFactory beans;
    private final ClassLoader loader;
    private final KamaeliaServers servers;

    SpringSecurityBeside(ListableBeanFactory beans, ClassLoader loader, KamaeliaServers servers) {
        this.beans = beans;
        this.loader = loader;
        this.servers = servers;
    }

    @Override
    public List<String> findings() {
        if (!SpringSecurityPresence.isPresent(loader)) {
            return List.of();
        }
        Guards guards = new Guards(beans);
        List<String> open = servers.mappings().stream()
                .filter(mapping -> !guards.cover(mapping.server(), mapping.path()))
                .map(mapping -> mapping.path() + " (server '" + mapping.server() + "')")
                .distinct()
                .toList();
        if (open.isEmpty()) {
            return List.of();
        }
        return List.of(
                "Spring Security guards controllers alone and sees no request to these handlers, which are open to"
                        + " every client: " + Enumeration.of(open)
                        + ". Define a bean of type org.kamaelia.http.HttpFilter that checks"
                        + " their requests, with @FilterPath for their paths, or serve them from controllers.");
    }
}
