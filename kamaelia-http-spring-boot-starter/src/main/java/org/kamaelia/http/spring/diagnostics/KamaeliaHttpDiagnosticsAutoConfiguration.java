package org.kamaelia.http.spring.diagnostics;

import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One warning at start that names what has no effect. Settings of Spring Boot's own web servers do have an effect beside
 * Spring MVC and WebFlux, and the checks of these settings are not active there. A bean of the application or of another
 * starter with the name of a check replaces the check.
 */
@AutoConfiguration(after = KamaeliaHttpAutoConfiguration.class)
@ConditionalOnBean(KamaeliaHttpProperties.class)
public final class KamaeliaHttpDiagnosticsAutoConfiguration {
    @Bean
    static StartupReport kamaeliaStartupReport(ObjectProvider<StartupCheck> checks) {
        return new StartupReport(checks);
    }

    /** The report is made although beans are lazy. */
    @Bean
    static LazyInitializationExcludeFilter kamaeliaStartupReportIsNotLazy() {
        return LazyInitializationExcludeFilter.forBeanTypes(StartupReport.class);
    }

    @Bean
    @ConditionalOnMissingBean(name = "kamaeliaShutdownCheck")
    StartupCheck kamaeliaShutdownCheck(ConfigurableApplicationContext context, KamaeliaHttpProperties properties) {
        return new ShutdownGrace(context.getEnvironment(), properties);
    }

    @Bean
    @ConditionalOnMissingBean(name = "kamaeliaSwitchedOffCheck")
    StartupCheck kamaeliaSwitchedOffCheck(ConfigurableApplicationContext context, KamaeliaHttpProperties properties) {
        return new SwitchedOffSettings(context.getEnvironment(), properties);
    }

    @Bean
    @ConditionalOnMissingBean(name = "kamaeliaGuardsCheck")
    StartupCheck kamaeliaGuardsCheck(
            ConfigurableApplicationContext context, KamaeliaHttpProperties properties, KamaeliaServers servers) {
        return new UnevenGuards(context.getBeanFactory(), properties, servers);
    }

    /** Checks for applications in which no web server of Spring Boot runs. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnNotWebApplication
    static class WithoutSpringWeb {
        @Bean
        @ConditionalOnMissingBean(name = "kamaeliaServerSettingsCheck")
        StartupCheck kamaeliaServerSettingsCheck(
                ConfigurableApplicationContext context, KamaeliaHttpProperties properties) {
            return new BootServerSettings(context.getEnvironment(), properties);
        }

        @Bean
        @ConditionalOnMissingBean(name = "kamaeliaFilterPathCheck")
        StartupCheck kamaeliaFilterPathCheck(ConfigurableApplicationContext context, KamaeliaServers servers) {
            return new IdleFilterPaths(context.getBeanFactory(), servers);
        }

        @Bean
        @ConditionalOnMissingBean(name = "kamaeliaSpringWebCheck")
        StartupCheck kamaeliaSpringWebCheck(ConfigurableApplicationContext context) {
            return new SpringWebBeans(context.getBeanFactory());
        }

        @Bean
        @ConditionalOnMissingBean(name = "kamaeliaSpringSecurityCheck")
        StartupCheck kamaeliaSpringSecurityCheck(ConfigurableApplicationContext context) {
            return new SpringSecurityPresence(context.getBeanFactory(), loader(context));
        }
    }

    /** Checks for applications in which a web server of Spring Boot runs as well, or WebFlux on a server of ours. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    static class BesideSpringWeb {
        @Bean
        @ConditionalOnMissingBean(name = "kamaeliaSpringSecurityCheck")
        StartupCheck kamaeliaSpringSecurityCheck(ConfigurableApplicationContext context, KamaeliaServers servers) {
            return new SpringSecurityBeside(context.getBeanFactory(), loader(context), servers);
        }
    }

    private static ClassLoader loader(ConfigurableApplicationContext context) {
        ClassLoader loader = context.getClassLoader();
        return loader == null ? StartupReport.class.getClassLoader() : loader;
    }
}
