package org.kamaelia.http.spring;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts with the servers of the starter on free ports. */
final class Contexts {
    private Contexts() {}

    /** A context with one server, called default. */
    static ApplicationContextRunner oneServer() {
        return bare().withPropertyValues("kamaelia.http.servers.default.port=0");
    }

    /** A context with the servers public and admin. */
    static ApplicationContextRunner twoServers() {
        return bare().withPropertyValues("kamaelia.http.servers.public.port=0", "kamaelia.http.servers.admin.port=0");
    }

    /** A context without a property. */
    static ApplicationContextRunner bare() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        LifecycleAutoConfiguration.class,
                        KamaeliaHttpAutoConfiguration.class,
                        KamaeliaHttpMetricsAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.event-loops=2");
    }
}
