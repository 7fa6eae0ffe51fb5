package org.kamaelia.http.spring.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.kamaelia.http.spring.HandlerMapping;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.actuate.web.mappings.MappingDescriptionProvider;
import org.springframework.context.ApplicationContext;

/** The part {@code kamaeliaServers} of actuator's endpoint {@code mappings}: the handlers of each server. */
final class KamaeliaMappings implements MappingDescriptionProvider {
    @Override
    public String getMappingName() {
        return "kamaeliaServers";
    }

    @Override
    public Object describeMappings(ApplicationContext context) {
        Map<String, List<Map<String, Object>>> servers = new LinkedHashMap<>();
        context.getBeanProvider(KamaeliaServers.class)
                .forEach(all -> all.mappings()
                        .forEach(mapping -> servers.computeIfAbsent(mapping.server(), name -> new ArrayList<>())
                                .add(describe(mapping))));
        return servers;
    }

    private static Map<String, Object> describe(HandlerMapping mapping) {
        Map<String, Object> described = new LinkedHashMap<>();
        String methods = String.join(", ", new TreeSet<>(mapping.methods()));
        described.put("predicate", "{" + (methods.isEmpty() ? "" : methods + " ") + mapping.path() + "}");
        described.put("handler", mapping.handler());
        described.put("details", Map.of("path", mapping.path(), "methods", new TreeSet<>(mapping.methods())));
        return described;
    }
}
