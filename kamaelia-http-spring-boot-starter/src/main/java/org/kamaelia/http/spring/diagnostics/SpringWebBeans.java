package org.kamaelia.http.spring.diagnostics;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;

/** Finds beans that only Spring MVC or WebFlux would call, in an application that runs neither of them. */
final class SpringWebBeans implements StartupCheck {
    private static final int MOST_NAMED = 10;
    private static final List<String> ROUTER_FUNCTIONS = List.of(
            "org.springframework.web.servlet.function.RouterFunction",
            "org.springframework.web.reactive.function.server.RouterFunction");

    private final ListableBeanFactory beans;

    SpringWebBeans(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public List<String> findings() {
        List<String> names = new ArrayList<>(Arrays.asList(beans.getBeanNamesForAnnotation(Controller.class)));
        for (String type : ROUTER_FUNCTIONS) {
            Class<?> present = find(type);
            if (present != null) {
                names.addAll(Arrays.asList(beans.getBeanNamesForType(present, true, false)));
            }
        }
        names.removeIf(ScopedProxyUtils::isScopedTarget);
        if (names.isEmpty()) {
            return List.of();
        }
        String shown = names.stream().limit(MOST_NAMED).map(this::describe).collect(Collectors.joining(", "));
        String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
        return List.of(shown + more + (names.size() == 1 ? " is" : " are") + " not served, and the paths give 404:"
                + " Spring MVC and WebFlux, which call such beans, do not run in this application. Write beans of type"
                + " HandlerFactory with @HandlerPath, or add kamaelia-http-webflux-spring-boot-starter.");
    }

    private String describe(String name) {
        Class<?> type = beans.getType(name, false);
        return annotation(name) + " '" + name + "'"
                + (type == null ? "" : " (" + ClassUtils.getUserClass(type).getName() + ")");
    }

    private String annotation(String name) {
        Class<? extends Annotation> rest = annotationType("org.springframework.web.bind.annotation.RestController");
        if (rest != null && beans.findAnnotationOnBean(name, rest, false) != null) {
            return "@RestController";
        }
        return beans.findAnnotationOnBean(name, Controller.class, false) != null ? "@Controller" : "RouterFunction";
    }

    private static @Nullable Class<? extends Annotation> annotationType(String name) {
        Class<?> type = find(name);
        return type == null ? null : type.asSubclass(Annotation.class);
    }

    private static @Nullable Class<?> find(String name) {
        try {
            return ClassUtils.forName(name, null);
        } catch (ClassNotFoundException | LinkageError missing) {
            return null;
        }
    }
}
