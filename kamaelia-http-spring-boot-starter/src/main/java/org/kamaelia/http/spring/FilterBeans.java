package org.kamaelia.http.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.filter.PathFilter;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** The filters of the application, in their order, the outermost first. */
final class FilterBeans {
    private final ConfigurableListableBeanFactory beans;
    private final Set<String> servers;
    private final List<Found> found = new ArrayList<>();

    /**
     * The filters of these servers.
     *
     * @param servers the names of the configured servers
     */
    FilterBeans(ConfigurableListableBeanFactory beans, Set<String> servers) {
        this.beans = beans;
        this.servers = servers;
    }

    /**
     * Finds the filters, when all beans exist. Called once.
     *
     * @throws HttpStartupException if a filter names an unknown server or a malformed path, or if the annotation is on
     *     another bean
     */
    void find() {
        Map<String, HttpFilter> named = beans.getBeansOfType(HttpFilter.class);
        beans.getBeanProvider(HttpFilter.class).orderedStream().forEach(filter -> found.add(found(filter, named)));
        for (String name : beans.getBeanNamesForAnnotation(FilterPath.class)) {
            if (!beans.isTypeMatch(name, HttpFilter.class)) {
                throw new HttpStartupException(
                        "The annotation @FilterPath is on bean '" + name + "', which is not a filter.",
                        "Put the annotation on a bean of type org.kamaelia.http.HttpFilter, or use @HandlerPath for a"
                                + " handler.");
            }
        }
    }

    /**
     * A filter.
     *
     * @param servers the names of its servers; empty for all servers
     */
    private record Found(HttpFilter filter, List<String> servers) {}

    private Found found(HttpFilter filter, Map<String, HttpFilter> named) {
        String name = named.entrySet().stream()
                .filter(entry -> entry.getValue() == filter)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new HttpStartupException(
                        "A bean of type " + filter.getClass().getName()
                                + " has a scope with several objects, but one filter sees all requests.",
                        "Remove the scope of the filter, so that there is one object."));
        FilterPath annotation = annotation(name, FilterPath.class);
        if (annotation == null) {
            return new Found(filter, List.of());
        }
        for (String server : annotation.servers()) {
            if (!servers.contains(server)) {
                throw new HttpStartupException(
                        "The filter of bean '" + name + "' is for the server '" + server + "', but there is no such"
                                + " server.",
                        "Use one of " + HandlerBeans.names(servers) + " in @FilterPath(servers = ...), or configure "
                                + KamaeliaHttpProperties.key(server, "port") + ".");
            }
        }
        return new Found(limited(name, filter, annotation.path()), Arrays.asList(annotation.servers()));
    }

    private static HttpFilter limited(String name, HttpFilter filter, String[] paths) {
        try {
            return paths.length == 0 ? filter : PathFilter.of(filter, paths);
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The filter of bean '" + name + "' cannot be registered: " + malformed.getMessage() + ".",
                    "Correct the path in its @FilterPath.",
                    malformed);
        }
    }

    /** The annotation of the bean method, or else the annotation of the class. */
    private <A extends Annotation> @Nullable A annotation(String name, Class<A> type) {
        if (beans.containsBeanDefinition(name)
                && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition) {
            Method method = definition.getResolvedFactoryMethod();
            A onMethod = method == null ? null : AnnotatedElementUtils.findMergedAnnotation(method, type);
            if (onMethod != null) {
                return onMethod;
            }
        }
        return beans.findAnnotationOnBean(name, type);
    }

    /** The filter of a server, composed of all its filters; null if it has none. */
    @Nullable
    HttpFilter of(String server) {
        List<HttpFilter> own = found.stream()
                .filter(one -> one.servers().isEmpty() || one.servers().contains(server))
                .map(Found::filter)
                .toList();
        return own.isEmpty() ? null : HttpFilter.all(own);
    }
}
