package org.kamaelia.http.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Finds the handler beans and their paths. An instance is used once. */
final class HandlerBeans {
    private final ConfigurableListableBeanFactory beans;
    private final Map<String, Found> found = new TreeMap<>();
    private final List<Found> listed = new ArrayList<>();

    HandlerBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * A registration and its origin.
     *
     * @param origin the name of the bean, for messages
     */
    record Found(String origin, HandlerRegistration registration) {}

    /**
     * All registrations: first the registrations in code, then the beans in the order of their names.
     *
     * @throws HttpStartupException if a bean has no path, or cannot have a path
     */
    List<Found> find() {
        beans.getBeansOfType(HandlerRegistration.class)
                .forEach((name, registration) -> listed.add(new Found(origin(name), registration)));
        beans.getBeansOfType(HandlerRegistrations.class)
                .forEach((name, several) -> several.get().forEach(one -> listed.add(new Found(origin(name), one))));
        for (String name : beans.getBeanNamesForType(HandlerFactory.class)) {
            if (!ScopedProxyUtils.isScopedTarget(name)) {
                addFactory(name);
            }
        }
        for (String name : beans.getBeanNamesForType(Handler.class)) {
            if (!ScopedProxyUtils.isScopedTarget(name) && !beans.isTypeMatch(name, HandlerFactory.class)) {
                addHandler(name);
            }
        }
        for (String name : beans.getBeanNamesForAnnotation(HandlerPath.class)) {
            if (!found.containsKey(name) && !ScopedProxyUtils.isScopedTarget(name)) {
                throw noHandler(name);
            }
        }
        listed.addAll(found.values());
        return listed;
    }

    private void addFactory(String name) {
        HandlerFactory factory = beans.getBean(name, HandlerFactory.class);
        if (!add(name, factory) && !isRegistered(factory)) {
            throw new HttpStartupException(
                    "The HandlerFactory of " + origin(name) + " has no path, so no request can reach the handler.",
                    "Add @HandlerPath(\"/...\") to the bean method or the class, or let the name of the bean begin with"
                            + " a slash. A factory that is used only inside other factories need not be a bean.");
        }
    }

    /** Whether a {@link HandlerRegistration} gives the factory its path. */
    private boolean isRegistered(HandlerFactory factory) {
        return listed.stream().anyMatch(one -> one.registration().factory() == factory);
    }

    private void addHandler(String name) {
        if (pathOf(name) == null) {
            return; // a factory of the application makes this bean
        }
        if (beans.isTypeMatch(name, PersistentHandler.class)) {
            if (!beans.isSingleton(name)) {
                throw new HttpStartupException(
                        "The PersistentHandler of " + origin(name) + " has a scope with several objects, but one"
                                + " PersistentHandler has to answer all requests.",
                        "Remove the scope, so that there is one object. Or extend Handler to get one object for each"
                                + " request.");
            }
            add(name, HandlerFactory.persistent(beans.getBean(name, PersistentHandler.class)));
            return;
        }
        if (!beans.isPrototype(name)) {
            throw new HttpStartupException(
                    "The Handler of " + origin(name)
                            + " is a singleton, but a Handler object answers only one request.",
                    "Add @Scope(\"prototype\"), so that each request gets a new Handler. Or extend PersistentHandler:"
                            + " one object answers all requests, one at a time.");
        }
        add(name, request -> beans.getBean(name, Handler.class));
    }

    private boolean add(String name, HandlerFactory factory) {
        String path = pathOf(name);
        if (path == null) {
            return false;
        }
        HandlerPath annotation = annotation(name);
        HandlerRegistration registration = HandlerRegistration.of(path, factory);
        if (annotation != null) {
            registration = registration.methods(annotation.methods()).servers(annotation.servers());
        }
        found.put(name, new Found(origin(name), registration));
        return true;
    }

    private @Nullable String pathOf(String name) {
        HandlerPath annotation = annotation(name);
        if (annotation != null && !annotation.path().isEmpty()) {
            return annotation.path();
        }
        String asName = name.startsWith("/")
                ? name
                : Arrays.stream(beans.getAliases(name))
                        .filter(alias -> alias.startsWith("/"))
                        .findFirst()
                        .orElse(null);
        if (asName == null && annotation != null) {
            throw new HttpStartupException(
                    "The annotation @HandlerPath of " + origin(name) + " names no path.",
                    "Write @HandlerPath(path = \"/...\").");
        }
        return asName;
    }

    /** The annotation of the bean method, or else the annotation of the class. */
    private @Nullable HandlerPath annotation(String name) {
        if (beans.containsBeanDefinition(name)
                && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition) {
            Method method = definition.getResolvedFactoryMethod();
            HandlerPath onMethod =
                    method == null ? null : AnnotatedElementUtils.findMergedAnnotation(method, HandlerPath.class);
            if (onMethod != null) {
                return onMethod;
            }
        }
        return beans.findAnnotationOnBean(name, HandlerPath.class);
    }

    private HttpStartupException noHandler(String name) {
        Class<?> type = beans.getType(name);
        boolean hasNoName = type != null && (type.isHidden() || type.isAnonymousClass()); // hidden: a lambda
        if (hasNoName && type.getInterfaces().length > 0) {
            type = type.getInterfaces()[0];
        }
        return new HttpStartupException(
                "The annotation @HandlerPath is on " + origin(name) + ", which is not a handler. The bean is of type "
                        + (type == null ? "unknown" : type.getName()) + ".",
                "Put the annotation on a bean of type HandlerFactory, Handler or PersistentHandler;"
                        + " HandlerFactory.oneShot(...) makes a factory from a function.");
    }

    private String origin(String name) {
        String defined = null;
        if (beans.containsBeanDefinition(name)) {
            BeanDefinition definition = beans.getMergedBeanDefinition(name);
            defined = definition.getResourceDescription();
        }
        return "bean '" + name + "'" + (defined == null ? "" : " (defined in " + defined + ")");
    }

    /** The names of beans as a list for a message. */
    static String names(Iterable<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add("'" + name + "'"));
        return String.join(", ", quoted);
    }
}
