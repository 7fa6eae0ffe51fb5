package org.kamaelia.http.spring.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kamaelia.http.spring.HandlerMapping;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds handlers that have a guard on one server and no guard on another server that other machines can reach. A handler
 * is on all servers unless its annotation names some, so a filter for some servers leaves it open on the others.
 */
final class UnevenGuards implements StartupCheck {
    /** For {@link Guards} this is any path, so it tells nothing about the handler of the root. */
    private static final String ROOT = "/";

    private final ListableBeanFactory beans;
    private final KamaeliaHttpProperties properties;
    private final KamaeliaServers servers;

    UnevenGuards(ListableBeanFactory beans, KamaeliaHttpProperties properties, KamaeliaServers servers) {
        this.beans = beans;
        this.properties = properties;
        this.servers = servers;
    }

    @Override
    public List<String> findings() {
        Guards guards = new Guards(beans);
        Set<String> guarded = new TreeSet<>();
        Map<String, Set<String>> open = new LinkedHashMap<>();
        for (HandlerMapping mapping : servers.mappings()) {
            String path = mapping.path();
            if (guards.cover(mapping.server(), path)) {
                guarded.add(path);
            } else if (!path.equals(ROOT)
                    && Guards.areNeeded(properties.servers().get(mapping.server()))) {
                open.computeIfAbsent(mapping.server(), server -> new TreeSet<>())
                        .add(path);
            }
        }
        List<String> findings = new ArrayList<>();
        open.forEach((server, paths) -> {
            paths.retainAll(guarded);
            if (!paths.isEmpty()) {
                findings.add(finding(server, paths));
            }
        });
        return findings;
    }

    private static String finding(String server, Set<String> paths) {
        return "No filter guards these handlers on the server '" + server
                + "', but a filter guards them on another server: "
                + Enumeration.of(paths) + ". Add '" + server
                + "' to the servers of @FilterPath, or limit the handlers with"
                + " @HandlerPath(servers = ...).";
    }
}
