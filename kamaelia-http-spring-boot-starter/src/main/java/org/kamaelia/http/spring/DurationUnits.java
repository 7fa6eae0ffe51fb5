package org.kamaelia.http.spring;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.core.env.Environment;

/**
 * Refuses durations without a unit. Spring Boot would read {@code timeouts.idle: 75} as 75 milliseconds, and few users
 * mean that. Properties with a {@link DurationUnit} of their own, and 0, need no unit.
 */
final class DurationUnits implements ConfigurationPropertiesBindHandlerAdvisor {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(KamaeliaHttpProperties.PREFIX);
    private static final Pattern NUMBER = Pattern.compile("[+-]?0*[1-9][0-9]*");

    private final Environment environment;

    DurationUnits(Environment environment) {
        this.environment = environment;
    }

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {
            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                ConfigurationProperty property = context.getConfigurationProperty();
                if (result instanceof Duration
                        && property != null
                        && PREFIX.isAncestorOf(name)
                        && target.getAnnotation(DurationUnit.class) == null) {
                    check(name, property);
                }
                return super.onSuccess(name, target, context, result);
            }
        };
    }

    private void check(ConfigurationPropertyName name, ConfigurationProperty property) {
        String value = environment
                .resolvePlaceholders(String.valueOf(property.getValue()))
                .strip();
        if (NUMBER.matcher(value).matches()) {
            String origin = property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
            throw new HttpStartupException(
                    "The property " + name + " has the value " + value + origin + ", which has no unit.",
                    "Write " + name + "=" + value + "s for seconds, or " + value + "ms for milliseconds.");
        }
    }
}
