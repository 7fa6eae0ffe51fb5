package org.kamaelia.http.spring.actuate;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.http.spring.diagnostics.StartupCheck;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.IncludeExcludeEndpointFilter;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointFilter;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.OperationFilter;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.ParameterValueMapper;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpointDiscoverer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * Actuator's web endpoints on the server that {@code kamaelia.http.management.server} names. Beside Spring MVC, Jersey
 * or WebFlux this configuration is not active, because Spring Boot's own configuration serves the endpoints there.
 */
@AutoConfiguration(
        after = {
            KamaeliaHttpAutoConfiguration.class,
            KamaeliaHttpEndpointAutoConfiguration.class,
            EndpointAutoConfiguration.class
        },
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration",
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
@ConditionalOnClass({WebEndpointDiscoverer.class, WebEndpointProperties.class})
@ConditionalOnNotWebApplication
@ConditionalOnBean(KamaeliaHttpProperties.class)
@EnableConfigurationProperties(WebEndpointProperties.class)
public final class KamaeliaHttpActuatorAutoConfiguration {
    /**
     * The paths of {@code management.endpoints.web.path-mapping}. Ids are compared without dashes and without case, as
     * in Spring Boot.
     */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    PathMapper webEndpointPathMapper(WebEndpointProperties properties) {
        Map<EndpointId, String> paths = new HashMap<>();
        properties.getPathMapping().forEach((id, path) -> paths.put(EndpointId.fromPropertyValue(id), path));
        return id -> {
            String path = paths.get(id);
            return path == null || path.isBlank() ? null : path;
        };
    }

    @Bean
    @ConditionalOnMissingBean
    EndpointMediaTypes endpointMediaTypes() {
        return EndpointMediaTypes.DEFAULT;
    }

    @Bean
    IncludeExcludeEndpointFilter<ExposableWebEndpoint> webExposeExcludePropertyEndpointFilter(
            WebEndpointProperties properties) {
        WebEndpointProperties.Exposure exposure = properties.getExposure();
        return new IncludeExcludeEndpointFilter<>(
                ExposableWebEndpoint.class,
                exposure.getInclude(),
                exposure.getExclude(),
                EndpointExposure.WEB.getDefaultIncludes());
    }

    @Bean
    OperationFilter<WebOperation> webAccessPropertiesOperationFilter(EndpointAccessResolver access) {
        return OperationFilter.byAccess(access);
    }

    @Bean
    @ConditionalOnMissingBean(WebEndpointsSupplier.class)
    WebEndpointDiscoverer webEndpointDiscoverer(
            ApplicationContext context,
            ParameterValueMapper parameters,
            EndpointMediaTypes mediaTypes,
            ObjectProvider<PathMapper> pathMappers,
            ObjectProvider<AdditionalPathsMapper> additionalPaths,
            ObjectProvider<OperationInvokerAdvisor> advisors,
            ObjectProvider<EndpointFilter<ExposableWebEndpoint>> endpointFilters,
            ObjectProvider<OperationFilter<WebOperation>> operationFilters) {
        return new WebEndpointDiscoverer(
                context,
                parameters,
                mediaTypes,
                pathMappers.orderedStream().toList(),
                additionalPaths.orderedStream().toList(),
                advisors.orderedStream().toList(),
                endpointFilters.orderedStream().toList(),
                operationFilters.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    PathMappedEndpoints pathMappedEndpoints(
            WebEndpointProperties properties, Collection<EndpointsSupplier<?>> suppliers) {
        return new PathMappedEndpoints(properties.getBasePath(), suppliers);
    }

    @Bean
    ManagementServer kamaeliaManagementServer(KamaeliaHttpProperties properties, Environment environment) {
        return ManagementServer.of(properties, environment);
    }

    @Bean
    EndpointRegistrations kamaeliaEndpointRegistrations(
            ManagementServer server,
            WebEndpointsSupplier endpoints,
            WebEndpointProperties properties,
            EndpointMediaTypes mediaTypes,
            EndpointJson json) {
        return new EndpointRegistrations(server, endpoints, properties, mediaTypes, json);
    }

    /** Only if an origin is allowed: without a filter, a request has no cost for this feature. */
    @Bean
    @Conditional(CorsIsAsked.class)
    EndpointCors kamaeliaEndpointCors(
            ManagementServer server, WebEndpointProperties properties, Environment environment) {
        return EndpointCors.of(environment, server, properties.getBasePath());
    }

    /** Whether a property allows an origin. */
    static final class CorsIsAsked extends AnyNestedCondition {
        CorsIsAsked() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("management.endpoints.web.cors.allowed-origins")
        static class Origins {}

        @ConditionalOnProperty("management.endpoints.web.cors.allowed-origins[0]")
        static class ListedOrigins {}

        @ConditionalOnProperty("management.endpoints.web.cors.allowed-origin-patterns")
        static class Patterns {}

        @ConditionalOnProperty("management.endpoints.web.cors.allowed-origin-patterns[0]")
        static class ListedPatterns {}
    }

    @Bean
    StartupCheck kamaeliaActuatorCheck(
            ManagementServer server,
            WebEndpointsSupplier endpoints,
            WebEndpointProperties properties,
            ListableBeanFactory beans) {
        return new ActuatorCheck(server, endpoints, properties.getBasePath(), beans);
    }

    /** The live picture, if {@code kamaelia.http.management.live-picture} asks for it and the endpoint is exposed. */
    @Bean
    @ConditionalOnBean(KamaeliaEndpoint.class)
    @ConditionalOnProperty("kamaelia.http.management.live-picture")
    LivePicture kamaeliaLivePicture(
            ManagementServer server, PathMappedEndpoints endpoints, KamaeliaServers servers, EndpointJson json) {
        String path = endpoints.getPath(EndpointId.of("kamaelia"));
        return new LivePicture(server, path == null ? "/actuator/kamaelia" : path, servers, json);
    }

    /**
     * The health endpoint with groups and status codes. Spring Boot registers these beans for servlet applications
     * only.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthEndpoint.class, HealthEndpointProperties.class})
    @ConditionalOnBean(HealthEndpoint.class)
    @ConditionalOnAvailableEndpoint(endpoint = HealthEndpoint.class, exposure = EndpointExposure.WEB)
    static class HealthConfiguration {
        @Bean
        @ConditionalOnMissingBean
        HealthEndpointWebExtension healthEndpointWebExtension(
                HealthContributorRegistry registry,
                ObjectProvider<ReactiveHealthContributorRegistry> reactiveRegistry,
                HealthEndpointGroups groups,
                HealthEndpointProperties properties) {
            return new HealthEndpointWebExtension(
                    registry,
                    reactiveRegistry.getIfAvailable(),
                    groups,
                    properties.getLogging().getSlowIndicatorThreshold());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({JsonMapper.class, EndpointJsonMapper.class})
    static class JacksonConfiguration {
        @Bean
        EndpointJson kamaeliaEndpointJson(
                ObjectProvider<EndpointJsonMapper> isolated, ObjectProvider<JsonMapper> applications) {
            EndpointJsonMapper ofEndpoints = isolated.getIfAvailable();
            JsonMapper ofApplication = applications.getIfAvailable();
            if (ofEndpoints == null) {
                return ofApplication == null ? new PlainJson() : new JacksonJson(ofApplication, ofApplication);
            }
            return new JacksonJson(ofEndpoints.get(), ofApplication == null ? ofEndpoints.get() : ofApplication);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
    static class PlainConfiguration {
        @Bean
        EndpointJson kamaeliaEndpointJson() {
            return new PlainJson();
        }
    }
}
