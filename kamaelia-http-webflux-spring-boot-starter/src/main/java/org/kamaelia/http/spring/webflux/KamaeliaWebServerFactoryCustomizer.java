package org.kamaelia.http.spring.webflux;

import java.util.List;
import java.util.TreeSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Gives a factory what the application has for it: the properties of {@code server} that Spring Boot leaves to each
 * server, and the servers of {@code kamaelia.http}. Logs the properties that are made for other servers.
 */
final class KamaeliaWebServerFactoryCustomizer
        implements WebServerFactoryCustomizer<KamaeliaReactiveWebServerFactory>, Ordered {
    private static final Log LOG = LogFactory.getLog(KamaeliaWebServer.class);
    private static final List<String> OTHERS = List.of("netty", "jetty", "tomcat", "undertow", "servlet");
    private static final String HEADER_SIZE = "server.max-http-request-header-size";
    private static final String HTTP2 = "server.http2.enabled";

    private final Environment environment;
    private final ServerProperties properties;
    private final @Nullable EventLoops loops;
    private final @Nullable LeadableServers servers;

    /**
     * A customizer for the factories of one context.
     *
     * @param loops the event loops of the application; null if it has none
     * @param servers null in a context whose server stands apart, such as that of {@code management.server.port}
     */
    KamaeliaWebServerFactoryCustomizer(
            Environment environment,
            ServerProperties properties,
            @Nullable EventLoops loops,
            @Nullable LeadableServers servers) {
        this.environment = environment;
        this.properties = properties;
        this.loops = loops;
        this.servers = servers;
    }

    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void customize(KamaeliaReactiveWebServerFactory factory) {
        factory.setUseForwardHeaders(usesForwardHeaders());
        if (environment.containsProperty(HEADER_SIZE)
                || environment.containsProperty("server.maxHttpRequestHeaderSize")) {
            factory.setMaxHttpRequestHeaderSize(
                    (int) properties.getMaxHttpRequestHeaderSize().toBytes());
        }
        if (properties.getServerHeader() != null) {
            factory.setServerHeader(properties.getServerHeader());
        }
        factory.setHttp1Only(Boolean.FALSE.equals(environment.getProperty(HTTP2, Boolean.class)));
        factory.setEventLoops(loops);
        factory.setLeadableServers(servers);
        if (servers == null) {
            factory.setServerName("management");
        } else {
            warnOfSettingsForOthers();
        }
    }

    private boolean usesForwardHeaders() {
        ForwardHeadersStrategy strategy = properties.getForwardHeadersStrategy();
        if (strategy == null) {
            CloudPlatform platform = CloudPlatform.getActive(environment);
            return platform != null && platform.isUsingForwardHeaders();
        }
        return strategy == ForwardHeadersStrategy.NATIVE;
    }

    private void warnOfSettingsForOthers() {
        for (String other : OTHERS) {
            Binder.get(environment)
                    .bind("server." + other, Bindable.mapOf(String.class, Object.class))
                    .ifBound(settings -> new TreeSet<>(settings.keySet())
                            .forEach(setting -> LOG.warn("server." + other + "." + setting
                                    + " has no effect: Kamaelia serves this application, and its settings are under"
                                    + " kamaelia.http.servers.")));
        }
    }
}
