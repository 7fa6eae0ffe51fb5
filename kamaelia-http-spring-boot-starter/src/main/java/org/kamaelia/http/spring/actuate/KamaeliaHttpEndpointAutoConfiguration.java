package org.kamaelia.http.spring.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kamaelia.http.spring.AccessLogs;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.http.spring.ServerState;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What actuator shows about the servers: the endpoint {@code kamaelia}, a health contributor, and the ports in info.
 */
@AutoConfiguration(after = KamaeliaHttpAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(KamaeliaServers.class)
public final class KamaeliaHttpEndpointAutoConfiguration {
    /** The endpoint, if it is exposed. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    KamaeliaEndpoint kamaeliaEndpoint(KamaeliaServers servers, AccessLogs accessLogs) {
        return new KamaeliaEndpoint(servers, accessLogs);
    }

    /**
     * The scheme and the port of each server for info. Switched off by default, like most info contributors of Spring
     * Boot.
     */
    @Bean
    @ConditionalOnMissingBean(name = "kamaeliaInfoContributor")
    @ConditionalOnEnabledInfoContributor(value = "kamaelia", fallback = InfoContributorFallback.DISABLE)
    InfoContributor kamaeliaInfoContributor(KamaeliaServers servers) {
        return builder -> {
            Map<String, Object> all = new LinkedHashMap<>();
            for (ServerState state : servers.states()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("scheme", state.scheme());
                if (state.port() != null) {
                    one.put("port", state.port());
                }
                all.put(state.name(), one);
            }
            builder.withDetail("kamaelia", Map.of("servers", all));
        };
    }

    /** A health contributor for each server. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {
        @Bean
        @ConditionalOnEnabledHealthIndicator("kamaelia")
        @ConditionalOnMissingBean(name = {"kamaeliaHealthContributor", "kamaeliaHealthIndicator"})
        CompositeHealthContributor kamaeliaHealthContributor(
                KamaeliaServers servers, KamaeliaHttpProperties properties) {
            Map<String, ServerHealth> all = new LinkedHashMap<>();
            properties.servers().keySet().forEach(name -> all.put(name, new ServerHealth(servers, name)));
            return CompositeHealthContributor.fromMap(all);
        }
    }
}
