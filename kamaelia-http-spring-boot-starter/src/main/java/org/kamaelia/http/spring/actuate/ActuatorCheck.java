package org.kamaelia.http.spring.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.diagnostics.Guards;
import org.kamaelia.http.spring.diagnostics.StartupCheck;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;

/** Finds settings of actuator without an effect, and endpoints without a guard that other machines can call. */
final class ActuatorCheck implements StartupCheck {
    /** Spring Boot exposes this endpoint by default. Without details it tells only whether the application is up. */
    private static final EndpointId HARMLESS = EndpointId.of("health");

    private final ManagementServer server;
    private final WebEndpointsSupplier supplier;
    private final String basePath;
    private final ListableBeanFactory beans;

    ActuatorCheck(ManagementServer server, WebEndpointsSupplier supplier, String basePath, ListableBeanFactory beans) {
        this.server = server;
        this.supplier = supplier;
        this.basePath = basePath;
        this.beans = beans;
    }

    @Override
    public List<String> findings() {
        Collection<ExposableWebEndpoint> endpoints = server.isDisabled() ? List.of() : supplier.getEndpoints();
        if (endpoints.isEmpty()) {
            return List.of();
        }
        List<String> findings = new ArrayList<>(server.settingsWithoutEffect());
        String open = Guards.areNeeded(server.server(server.name())) ? open(endpoints) : "";
        if (!open.isEmpty()) {
            String key = KamaeliaHttpProperties.PREFIX + ".servers." + server.name();
            findings.add("Actuator's endpoints " + open + " are open to every machine that reaches the server '"
                    + server.name() + "'. Write " + key + ".address=127.0.0.1 on a server of their own ("
                    + KamaeliaHttpProperties.PREFIX + ".management.server), require a certificate with " + key
                    + ".ssl.client-auth=need, or define a bean of type org.kamaelia.http.HttpFilter that checks each"
                    + " request.");
        }
        return findings;
    }

    /** The names of the endpoints that tell more than health and have no guard. */
    private String open(Collection<ExposableWebEndpoint> endpoints) {
        Guards guards = new Guards(beans);
        return endpoints.stream()
                .filter(endpoint -> !endpoint.getEndpointId().equals(HARMLESS))
                .filter(endpoint -> !guards.cover(server.name(), basePath + "/" + endpoint.getRootPath()))
                .map(endpoint -> endpoint.getEndpointId().toString())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
