package org.kamaelia.http.spring.test;

import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Adds support for {@link LocalKamaeliaPort} and {@link LocalKamaeliaClient} to the contexts of tests. If the test
 * class asks for it, every server gets a free port or a transport in memory.
 */
final class KamaeliaTestCustomizerFactory implements ContextCustomizerFactory {
    private static final String RESOLVER = "kamaeliaTestResolver";
    private static final String BOOT_TEST = "org.springframework.boot.test.context.SpringBootTest";

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        AutoConfigureKamaeliaTest wanted =
                TestContextAnnotationUtils.findMergedAnnotation(testClass, AutoConfigureKamaeliaTest.class);
        if (wanted != null) {
            return new Customizer(true, wanted.transport() == KamaeliaTransport.IN_MEMORY, true);
        }
        return new Customizer(wantsRandomPort(testClass), false, false);
    }

    /**
     * Whether the test class asks for random ports. The annotation is looked up by its name, because Spring Boot's test
     * support may be missing.
     */
    private static boolean wantsRandomPort(Class<?> testClass) {
        MergedAnnotation<?> test = MergedAnnotations.search(SearchStrategy.TYPE_HIERARCHY)
                .withEnclosingClasses(ClassUtils::isInnerClass)
                .from(testClass)
                .get(BOOT_TEST);
        return test.isPresent()
                && "RANDOM_PORT"
                        .equals(String.valueOf(test.getValue("webEnvironment").orElse("")));
    }

    /** The customizer is a record, so that test classes with the same settings share a context. */
    private record Customizer(boolean freePorts, boolean inMemory, boolean clients) implements ContextCustomizer {
        private static final String SERVERS = KamaeliaHttpProperties.PREFIX + ".servers";

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            if (freePorts) {
                takeFreePorts(context.getEnvironment(), merged);
            }
            if (context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
                if (!beans.containsBeanDefinition(RESOLVER)) {
                    beans.registerBeanDefinition(RESOLVER, new RootBeanDefinition(ResolverInstaller.class));
                }
                if (clients) {
                    KamaeliaTestClients.register(beans, inMemory);
                }
            }
        }

        /** Sets port 0 for every server, except servers whose port the test itself sets. */
        private static void takeFreePorts(ConfigurableEnvironment environment, MergedContextConfiguration merged) {
            Map<String, Object> configured = Binder.get(environment)
                    .bind(SERVERS, Bindable.mapOf(String.class, Object.class))
                    .orElse(Map.of());
            Set<String> names = configured.isEmpty() ? Set.of("default") : configured.keySet();
            Set<String> said = Stream.of(merged.getPropertySourceProperties())
                    .map(property -> property.split("[=:]", 2)[0].strip())
                    .collect(Collectors.toSet());
            Map<String, Object> ports = new LinkedHashMap<>();
            for (String name : names) {
                String server = SERVERS + "." + name;
                if (!environment.containsProperty(server + ".socket") && !said.contains(server + ".port")) {
                    ports.put(server + ".port", 0);
                }
            }
            environment.getPropertySources().addFirst(new MapPropertySource("kamaelia.test.ports", ports));
        }
    }

    /**
     * Installs the resolver. It is a bean, so that contexts that were processed ahead of time have the resolver, too.
     */
    static final class ResolverInstaller implements BeanFactoryPostProcessor {
        ResolverInstaller() {}

        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
            if (factory instanceof DefaultListableBeanFactory beans) {
                beans.setAutowireCandidateResolver(new Resolver());
            }
        }
    }

    /** Provides a port or a client for each use of one of the annotations. */
    private static final class Resolver extends ContextAnnotationAutowireCandidateResolver {
        @Override
        public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
            String port = find(descriptor, LocalKamaeliaPort.class);
            if (port != null) {
                return "${local.kamaelia." + port + ".port}";
            }
            String client = find(descriptor, LocalKamaeliaClient.class);
            return client == null
                    ? super.getSuggestedValue(descriptor)
                    : "#{@" + KamaeliaTestClients.BEAN + ".of('" + client.replace("'", "''") + "')}";
        }

        private static @Nullable String find(DependencyDescriptor descriptor, Class<? extends Annotation> type) {
            String direct = in(descriptor.getAnnotations(), type);
            MethodParameter parameter = descriptor.getMethodParameter();
            return direct != null || parameter == null ? direct : in(parameter.getMethodAnnotations(), type);
        }

        private static @Nullable String in(Annotation[] annotations, Class<? extends Annotation> type) {
            MergedAnnotation<? extends Annotation> found =
                    MergedAnnotations.from(annotations).get(type);
            return found.isPresent() ? found.getString("value") : null;
        }
    }
}
