package org.kamaelia.http.spring.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.http.BlockingHandler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.spring.HandlerRegistration;
import org.kamaelia.http.spring.HandlerRegistrations;
import org.kamaelia.net.transport.AddressText;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.EndpointLinksResolver;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.Link;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The registrations: one for each path and method of the exposed endpoints, one for the links page, and one for each
 * additional path of health groups. Operations may block and run on separate threads. At most {@value #CONCURRENT}
 * operations run at the same time, and {@value #WAITING} more wait. One client may have three quarters of both. The
 * endpoint {@code health} has as many places of its own. So health probes get a response even while all other blocking
 * handlers are busy, and slow requests to other endpoints do not hold them up.
 */
final class EndpointRegistrations implements HandlerRegistrations {
    /** The end of a path that ends in a slash and still matches exactly. */
    private static final String EXACTLY = "{$}";

    private static final int CONCURRENT = 32;
    private static final int WAITING = 128;

    private final ManagementServer server;
    private final WebEndpointsSupplier supplier;
    private final WebEndpointProperties properties;
    private final EndpointMediaTypes mediaTypes;
    private final EndpointResult result;
    private final BoundedExecutor executor = executor("kamaelia-actuator-");
    private final BoundedExecutor health = executor("kamaelia-health-");

    private static BoundedExecutor executor(String threads) {
        return new BoundedExecutor(threads, CONCURRENT, WAITING)
                .each(CONCURRENT - CONCURRENT / 4, WAITING - WAITING / 4);
    }

    EndpointRegistrations(
            ManagementServer server,
            WebEndpointsSupplier supplier,
            WebEndpointProperties properties,
            EndpointMediaTypes mediaTypes,
            EndpointJson json) {
        this.server = server;
        this.supplier = supplier;
        this.properties = properties;
        this.mediaTypes = mediaTypes;
        this.result = new EndpointResult(json);
    }

    /**
     * The path and method that share a handler.
     *
     * @param path the path in the syntax of the router; one path for all operations that differ only in the names of
     *     variables
     */
    private record Place(String path, String method) {}

    @Override
    public List<HandlerRegistration> get() {
        Collection<ExposableWebEndpoint> endpoints = server.isDisabled() ? List.of() : supplier.getEndpoints();
        if (endpoints.isEmpty()) {
            return List.of();
        }
        List<HandlerRegistration> all = new ArrayList<>();
        operations(endpoints).forEach((place, operations) -> {
            EndpointHandler handler = new EndpointHandler(operations, ownNamespace(), null, result);
            boolean probes = endpoints.stream()
                    .filter(EndpointRegistrations::isHealth)
                    .anyMatch(endpoint -> endpoint.getOperations().containsAll(operations));
            all.add(registration(place.path(), place.method(), handler, probes ? health : executor));
        });
        if (properties.getDiscovery().isEnabled() && mayShowLinks()) {
            all.add(links(endpoints));
        }
        endpoints.forEach(endpoint -> addAdditionalPaths(endpoint, all));
        return all;
    }

    private Map<Place, List<WebOperation>> operations(Collection<ExposableWebEndpoint> endpoints) {
        Map<Place, List<WebOperation>> operations = new LinkedHashMap<>();
        Map<String, String> paths = new HashMap<>();
        for (ExposableWebEndpoint endpoint : endpoints) {
            for (WebOperation operation : endpoint.getOperations()) {
                String path = path(operation.getRequestPredicate());
                String common = paths.computeIfAbsent(path.replaceAll("\\{[^$}]*}", "{}"), shape -> path);
                operations
                        .computeIfAbsent(new Place(common, method(operation)), place -> new ArrayList<>())
                        .add(operation);
            }
        }
        return operations;
    }

    private static String method(WebOperation operation) {
        return operation.getRequestPredicate().getHttpMethod().name();
    }

    /**
     * The path in the syntax of the router. A variable for the rest of the path becomes a path that ends in a slash.
     */
    private String path(WebOperationRequestPredicate operation) {
        String mapped = operation.getPath();
        String rest = operation.getMatchAllRemainingPathSegmentsVariable();
        String path = properties.getBasePath() + (mapped.startsWith("/") ? mapped : "/" + mapped);
        if (rest != null) {
            return path.replace("{*" + rest + "}", "");
        }
        return path.endsWith("/") ? path + EXACTLY : path;
    }

    private static boolean isHealth(ExposableWebEndpoint endpoint) {
        return endpoint.getEndpointId().toLowerCaseString().equals("health");
    }

    private HandlerRegistration registration(
            String path, String method, BlockingHandler handler, BoundedExecutor places) {
        return HandlerRegistration.of(path, HandlerFactory.blocking(places, handler))
                .methods(method)
                .servers(server.name());
    }

    private boolean isApart() {
        return server.servers().size() > 1;
    }

    private WebServerNamespace ownNamespace() {
        return isApart() ? WebServerNamespace.MANAGEMENT : WebServerNamespace.SERVER;
    }

    /**
     * Whether the links page may be shown. At the root the page would replace the page of the application, unless the
     * server only serves actuator.
     */
    private boolean mayShowLinks() {
        return !properties.getBasePath().isEmpty() || isApart();
    }

    private HandlerRegistration links(Collection<ExposableWebEndpoint> endpoints) {
        EndpointLinksResolver resolver = new EndpointLinksResolver(endpoints, properties.getBasePath());
        List<MimeType> offered = mediaTypes.getProduced().stream()
                .map(MimeTypeUtils::parseMimeType)
                .toList();
        BlockingHandler handler = (request, in, out) -> {
            int chosen = Negotiation.choose(offered, request.fields().joined("Accept"))
                    .index();
            Map<String, Link> links = resolver.resolveLinks(url(request));
            result.send(OperationResponseBody.of(Map.of("_links", links)), offered.get(chosen), request, out);
        };
        String path = properties.getBasePath().isEmpty() ? "/" + EXACTLY : properties.getBasePath();
        return registration(path, "GET", handler, executor);
    }

    private static String url(Request request) {
        String host = request.host();
        if (host.isEmpty() && request.localAddress() instanceof java.net.InetSocketAddress address) {
            host = AddressText.uriHost(address.getAddress()) + ":" + address.getPort();
        }
        return request.scheme() + "://" + host + request.rawPath();
    }

    /** Health groups may have an additional path, on the server of the application or on the server of actuator. */
    private void addAdditionalPaths(ExposableWebEndpoint endpoint, List<HandlerRegistration> all) {
        for (WebOperation operation : endpoint.getOperations()) {
            if (operation.getRequestPredicate().getMatchAllRemainingPathSegmentsVariable() != null) {
                List<String> application = server.applicationServers();
                add(endpoint, operation, WebServerNamespace.SERVER, application, all);
                add(endpoint, operation, WebServerNamespace.MANAGEMENT, List.of(server.name()), all);
            }
        }
    }

    private void add(
            ExposableWebEndpoint endpoint,
            WebOperation operation,
            WebServerNamespace namespace,
            List<String> servers,
            List<HandlerRegistration> all) {
        for (String additional : endpoint.getAdditionalPaths(namespace)) {
            String name = additional.startsWith("/") ? additional.substring(1) : additional;
            EndpointHandler handler = new EndpointHandler(List.of(operation), namespace, new String[] {name}, result);
            HandlerRegistration one = registration(
                            "/" + name, method(operation), handler, isHealth(endpoint) ? health : executor)
                    .servers(servers.toArray(String[]::new));
            if (all.stream().noneMatch(other -> isSamePlace(one, other))) {
                all.add(one);
            }
        }
    }

    /**
     * Whether two registrations are for the same path and method. With a single server, the application and actuator
     * may ask for the same path.
     */
    private static boolean isSamePlace(HandlerRegistration one, HandlerRegistration other) {
        return one.path().equals(other.path()) && one.servers().equals(other.servers());
    }
}
