package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Uses {@code kamaelia.http.defaults} for missing settings of {@code kamaelia.http.servers.<name>}. If no source has a
 * key for a server, the key is looked up in the defaults. A list of the server replaces the whole list of the defaults,
 * as everywhere in Spring Boot.
 */
final class ServerDefaults implements ConfigurationPropertiesBindHandlerAdvisor {
    private static final ConfigurationPropertyName SERVERS =
            ConfigurationPropertyName.of(KamaeliaHttpProperties.PREFIX + ".servers");
    private static final ConfigurationPropertyName DEFAULTS =
            ConfigurationPropertyName.of(KamaeliaHttpProperties.PREFIX + ".defaults");

    private final Environment environment;

    ServerDefaults(Environment environment) {
        this.environment = environment;
    }

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {
            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                Object bound = super.onSuccess(name, target, context, result);
                return bound instanceof Server && SERVERS.isParentOf(name) && areThere(context)
                        ? withDefaults(name, context)
                        : bound;
            }
        };
    }

    /** Whether any default is set. Most applications have no defaults, and would bind each server twice for nothing. */
    private static boolean areThere(BindContext context) {
        for (ConfigurationPropertySource source : context.getSources()) {
            if (source.containsDescendantOf(DEFAULTS) != ConfigurationPropertyState.ABSENT) {
                return true;
            }
        }
        return false;
    }

    private Server withDefaults(ConfigurationPropertyName name, BindContext context) {
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        context.getSources().forEach(sources::add);
        List.copyOf(sources).forEach(source -> sources.add(new Behind(source, name)));
        return new Binder(sources, new PropertySourcesPlaceholdersResolver(environment))
                .bindOrCreate(name, Bindable.of(Server.class), BindHandler.DEFAULT);
    }

    /** A view of the defaults of a source under the name of a server. */
    private record Behind(ConfigurationPropertySource source, ConfigurationPropertyName server)
            implements ConfigurationPropertySource {
        @Override
        public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
            return name == null || !server.isAncestorOf(name) ? null : source.getConfigurationProperty(behind(name));
        }

        @Override
        public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
            return server.equals(name) || server.isAncestorOf(name)
                    ? source.containsDescendantOf(behind(name))
                    : ConfigurationPropertyState.ABSENT;
        }

        private ConfigurationPropertyName behind(ConfigurationPropertyName name) {
            return ConfigurationPropertyName.of(
                    DEFAULTS + name.toString().substring(server.toString().length()));
        }
    }
}
