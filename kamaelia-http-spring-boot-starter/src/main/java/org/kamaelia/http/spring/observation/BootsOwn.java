package org.kamaelia.http.spring.observation;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Method;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;

/**
 * Whether observations would only write Spring Boot's own meters. Those meters are timers, which can be written without
 * an observation. The decision looks at beans. It does not see a handler that code adds to Spring Boot's registry by
 * hand. It sees a handler bean of any type.
 */
final class BootsOwn {
    private static final String METRICS = "org.springframework.boot.micrometer.metrics.autoconfigure.";
    private static final String OBSERVATION = "org.springframework.boot.micrometer.observation.autoconfigure.";

    private final ConfigurableListableBeanFactory beans;
    private final ObservationProperties properties;

    BootsOwn(ConfigurableListableBeanFactory beans, ObservationProperties properties) {
        this.beans = beans;
        this.properties = properties;
    }

    /** Whether no bean could see or change an observation, except Spring Boot's handler of meters. */
    boolean metersOnly() {
        return areAll(ObservationRegistry.class, OBSERVATION)
                && areAll(ObservationHandler.class, METRICS)
                && names(ObservationHandler.class).length == 1
                && areAll(ObservationPredicate.class, OBSERVATION)
                && areAll(ObservationFilter.class, OBSERVATION)
                && properties.getKeyValues().isEmpty()
                && properties.getEnable().isEmpty()
                && names(ObservationRegistryCustomizer.class).length == 0
                && names(KamaeliaRequestObservationConvention.class).length == 0
                && beans.getBeansOfType(GlobalObservationConvention.class).values().stream()
                        .noneMatch(one -> one.supportsContext(new KamaeliaRequestObservationContext(null, "")));
    }

    private String[] names(Class<?> type) {
        return beans.getBeanNamesForType(type);
    }

    /** Whether all beans of a type are made by auto-configurations of one package. */
    private boolean areAll(Class<?> type, String packageName) {
        for (String name : names(type)) {
            if (!isMadeBy(name, packageName)) {
                return false;
            }
        }
        return true;
    }

    private boolean isMadeBy(String name, String packageName) {
        if (beans.containsBeanDefinition(name)
                && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition) {
            Method factory = definition.getResolvedFactoryMethod();
            return factory != null && factory.getDeclaringClass().getName().startsWith(packageName);
        }
        return false;
    }
}
