package org.kamaelia.http.spring.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.filter.PathFilter;
import org.kamaelia.http.spring.FilterPath;
import org.kamaelia.http.spring.HandlerMapping;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds paths of {@code @FilterPath} that cover no handler: a path with a mistake, and a path without the slash at its end
 * that is meant for the handlers below it.
 */
final class IdleFilterPaths implements StartupCheck {
    /** A filter of a path tells with {@link HttpFilter#mayGuard} what it covers if it limits this filter. */
    private static final HttpFilter ANY = (request, next) -> next.reply(request);

    private final ListableBeanFactory beans;
    private final KamaeliaServers servers;

    IdleFilterPaths(ListableBeanFactory beans, KamaeliaServers servers) {
        this.beans = beans;
        this.servers = servers;
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (String bean : beans.getBeanNamesForType(HttpFilter.class, true, false)) {
            FilterPath limits = beans.findAnnotationOnBean(bean, FilterPath.class);
            if (limits != null) {
                List<String> handlers = handlers(Arrays.asList(limits.servers()));
                for (String path : limits.path()) {
                    addFinding(
                            "@FilterPath(\"" + path + "\") of bean '" + bean + "' covers ", path, handlers, findings);
                }
            }
        }
        return findings;
    }

    /** The paths of the handlers of these servers; of all servers if the list is empty. */
    private List<String> handlers(List<String> names) {
        return servers.mappings().stream()
                .filter(mapping -> names.isEmpty() || names.contains(mapping.server()))
                .map(HandlerMapping::path)
                .distinct()
                .toList();
    }

    private static void addFinding(String begin, String path, List<String> handlers, List<String> findings) {
        List<String> below = handlers.stream()
                .filter(handler -> handler.startsWith(path + "/"))
                .toList();
        if (handlers.stream().anyMatch(handler -> covers(path, handler))) {
            return;
        }
        if (!below.isEmpty()) {
            findings.add(begin + "this one path only, and none of the handlers below it: "
                    + Enumeration.of(below) + ". Write \""
                    + path + "/\" to cover them.");
        } else if (handlers.stream().noneMatch(handler -> covers(handler, path))) {
            findings.add(begin + "no handler. Correct the path, or remove it.");
        }
    }

    private static boolean covers(String pattern, String path) {
        return PathFilter.of(ANY, pattern).mayGuard(path) && (!path.equals("/") || pattern.equals("/"));
    }
}
