package org.kamaelia.http.spring.json;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/** Says which dependency to add if a handler needs {@link Json} and Jackson is not on the class path. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingJsonFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {
    private static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

    private final @Nullable ClassLoader loader;

    MissingJsonFailureAnalyzer(BeanFactory beans) {
        loader = beans instanceof ConfigurableBeanFactory configurable ? configurable.getBeanClassLoader() : null;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
        if (cause.getBeanType() != Json.class || ClassUtils.isPresent(JACKSON, loader)) {
            return null;
        }
        return new FailureAnalysis(
                "A handler reads or writes JSON with " + Json.class.getName()
                        + ", but Jackson 3 is not on the class path.",
                "Add the dependency org.springframework.boot:spring-boot-starter-jackson.",
                cause);
    }
}
