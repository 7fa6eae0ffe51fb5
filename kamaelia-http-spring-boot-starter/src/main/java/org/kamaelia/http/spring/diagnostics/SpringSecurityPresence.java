package org.kamaelia.http.spring.diagnostics;

import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds Spring Security on the class path of an application that has no filter in front of its handlers. Spring Security
 * is a filter of servlet containers and of WebFlux, so it never sees a request of these servers.
 */
final class SpringSecurityPresence implements StartupCheck {
    /** Present with the web part of Spring Security; its password encoders alone guard nothing. */
    private static final List<String> CLASSES = List.of(
            "org.springframework.security.web.SecurityFilterChain",
            "org.springframework.security.web.server.SecurityWebFilterChain",
            "org.springframework.security.config.annotation.web.configuration.EnableWebSecurity",
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration");

    private final ListableBeanFactory beans;
    private final ClassLoader loader;

    SpringSecurityPresence(ListableBeanFactory beans, ClassLoader loader) {
        this.beans = beans;
        this.loader = loader;
    }

    /** Whether the web part of Spring Security is on the class path. */
    static boolean isPresent(ClassLoader loader) {
        return CLASSES.stream().anyMatch(name -> ClassUtils.isPresent(name, loader));
    }

    @Override
    public List<String> findings() {
        if (!isPresent(loader) || new Guards(beans).arePresent()) {
            return List.of();
        }
        return List.of("Spring Security is on the class path and guards no request: it is a filter of Spring MVC and"
                + " WebFlux, and the Kamaelia servers call neither. Every handler is open to every client. Define a"
                + " bean of type org.kamaelia.http.HttpFilter that checks each request, or add"
                + " kamaelia-http-webflux-spring-boot-starter, where Spring Security works.");
    }
}
