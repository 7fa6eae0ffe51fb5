package org.kamaelia.http.spring.test;

import java.lang.annotation.Annotation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** Has the contexts of tests understand {@link LocalKamaeliaPort} with the name of a server. */
final class LocalKamaeliaPortCustomizerFactory implements ContextCustomizerFactory {
    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        return new Customizer();
    }

    /** A record, so that all test classes share their contexts. */
    private record Customizer() implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            if (context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
                beans.setAutowireCandidateResolver(new PortResolver());
            }
        }
    }

    /** Suggests the property of the port wherever the annotation is. */
    private static final class PortResolver extends ContextAnnotationAutowireCandidateResolver {
        @Override
        public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
            LocalKamaeliaPort port = find(descriptor);
            return port == null ? super.getSuggestedValue(descriptor) : "${local.kamaelia." + port.value() + ".port}";
        }

        private static @Nullable LocalKamaeliaPort find(DependencyDescriptor descriptor) {
            LocalKamaeliaPort direct = in(descriptor.getAnnotations());
            MethodParameter parameter = descriptor.getMethodParameter();
            return direct != null || parameter == null ? direct : in(parameter.getMethodAnnotations());
        }

        private static @Nullable LocalKamaeliaPort in(Annotation[] annotations) {
            return MergedAnnotations.from(annotations)
                    .get(LocalKamaeliaPort.class)
                    .synthesize(found -> found.isPresent())
                    .orElse(null);
        }
    }
}
