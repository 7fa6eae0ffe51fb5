package org.kamaelia.http.spring;

import java.time.Duration;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.net.EventLoops;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The servers of {@code kamaelia.http.servers}, their handlers and their lifecycle. */
@AutoConfiguration(after = {LifecycleAutoConfiguration.class, SslAutoConfiguration.class})
@EnableConfigurationProperties(KamaeliaHttpProperties.class)
public final class KamaeliaHttpAutoConfiguration {
    private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(30);

    /** The event loops of all servers; closed with the context. */
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

    /** The pages of errors. */
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
            ObjectProvider<LifecycleProperties> lifecycle) {
        ServerFactory factory = new ServerFactory(
                properties,
                loops,
                errorPages,
                new ServerSsl(sslBundles.getIfAvailable()),
                setupCustomizers.orderedStream().toList(),
                serverCustomizers.orderedStream().toList());
        LifecycleProperties phases = lifecycle.getIfAvailable();
        Duration timeout = phases == null ? PHASE_TIMEOUT : phases.getTimeoutPerShutdownPhase();
        return new KamaeliaServers(context, properties, factory, timeout);
    }

    /** A line for each request, where a server is configured to write it. */
    @Bean
    @ConditionalOnMissingBean
    AccessLogs kamaeliaAccessLogs(KamaeliaHttpProperties properties) {
        return new AccessLogs(properties);
    }

    /** Servers start with the context even where beans are made lazily. */
    @Bean
    static LazyInitializationExcludeFilter kamaeliaLazyInitializationExcludeFilter() {
        return LazyInitializationExcludeFilter.forBeanTypes(KamaeliaServers.class);
    }
}
