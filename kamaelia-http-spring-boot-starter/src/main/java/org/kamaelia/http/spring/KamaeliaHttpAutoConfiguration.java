package org.kamaelia.http.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.Response;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/** The servers of {@code kamaelia.http.servers}, their handlers and their lifecycle. */
@AutoConfiguration(after = {LifecycleAutoConfiguration.class, SslAutoConfiguration.class})
@EnableConfigurationProperties(KamaeliaHttpProperties.class)
@ImportRuntimeHints(KamaeliaRuntimeHints.class)
public final class KamaeliaHttpAutoConfiguration {
    private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(30);

    /** The event loops of all servers. Closed with the context. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    EventLoops kamaeliaEventLoops(KamaeliaHttpProperties properties) {
        int loops = ServerLimits.inRange(
                KamaeliaHttpProperties.PREFIX + ".event-loops",
                properties.eventLoops(),
                0,
                KamaeliaHttpProperties.MOST_EVENT_LOOPS);
        return EventLoops.create(
                loops == 0 ? Runtime.getRuntime().availableProcessors() : loops, ServerLimits.bufferBudget(properties));
    }

    /** The error pages. */
    @Bean
    @ConditionalOnMissingBean
    ErrorPages kamaeliaErrorPages() {
        return ErrorPages.standard();
    }

    /** The servers. */
    @Bean
    @ConditionalOnMissingBean
    KamaeliaServers kamaeliaServers(
            ConfigurableApplicationContext context,
            KamaeliaHttpProperties properties,
            EventLoops loops,
            ErrorPages errorPages,
            ObjectProvider<SslBundles> sslBundles,
            ObjectProvider<HttpSetupCustomizer> setupCustomizers,
            ObjectProvider<SimpleServerCustomizer> serverCustomizers,
            ObjectProvider<HandlerExceptionMapper> exceptionMappers,
            ObjectProvider<RequestScopeProvider> scopeProviders,
            ObjectProvider<LifecycleProperties> lifecycle) {
        properties.servers().forEach((name, server) -> ServerSocketFile.check(name, server, context.getEnvironment()));
        ServerFactory factory = new ServerFactory(
                properties,
                loops,
                new BlockingThreads(context.getBeanFactory(), context.getEnvironment()).executor(properties.blocking()),
                errorPages,
                firstOf(exceptionMappers.orderedStream().toList()),
                new FilterBeans(context.getBeanFactory(), properties.servers().keySet()),
                scopeProviders.orderedStream().toList(),
                new ServerSsl(sslBundles.getIfAvailable()),
                setupCustomizers.orderedStream().toList(),
                serverCustomizers.orderedStream().toList());
        LifecycleProperties phases = lifecycle.getIfAvailable();
        Duration timeout = phases == null ? PHASE_TIMEOUT : phases.getTimeoutPerShutdownPhase();
        return new KamaeliaServers(context, properties, factory, timeout);
    }

    /** The access logs of the servers that are configured to have one. */
    @Bean
    @ConditionalOnMissingBean
    AccessLogs kamaeliaAccessLogs(KamaeliaHttpProperties properties) {
        return new AccessLogs(properties);
    }

    /** Calls the mappers in their order until one returns a response. */
    private static @Nullable HandlerExceptionMapper firstOf(List<HandlerExceptionMapper> mappers) {
        if (mappers.isEmpty()) {
            return null;
        }
        return (failure, request) -> {
            for (HandlerExceptionMapper mapper : mappers) {
                Response answer = mapper.map(failure, request);
                if (answer != null) {
                    return answer;
                }
            }
            return null;
        };
    }

    /** Uses {@code kamaelia.http.defaults} for the settings that a server does not have. */
    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor kamaeliaServerDefaults(Environment environment) {
        return new ServerDefaults(environment);
    }

    /** Refuses durations without a unit. */
    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor kamaeliaDurationUnits(Environment environment) {
        return new DurationUnits(environment);
    }

    /** Excludes the servers from lazy initialisation, so that they start with the context. */
    @Bean
    static LazyInitializationExcludeFilter kamaeliaLazyInitializationExcludeFilter() {
        return LazyInitializationExcludeFilter.forBeanTypes(KamaeliaServers.class);
    }
}
