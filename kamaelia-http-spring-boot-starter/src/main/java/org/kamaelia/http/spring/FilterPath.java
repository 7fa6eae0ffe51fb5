package org.kamaelia.http.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * The paths and the servers of a bean of type {@link org.kamaelia.http.HttpFilter}. Without this annotation, a filter is
 * for all paths of all servers. Filters are called in the order of {@code @Order} or {@code Ordered}; the smallest number
 * is outermost: it sees the request first and the response last.
 *
 * <pre>{@code
 * @Bean @Order(1) @FilterPath("/admin/")
 * HttpFilter login(Users users) {
 *     return BasicAuthentication.blocking("admin", users::check);
 * }
 * }</pre>
 *
 * <p>The annotation is on a {@code @Bean} method or on the class of a component. The annotation of the method takes
 * precedence over the annotation of the class.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface FilterPath {
    /** An alias for {@link #path()}. */
    @AliasFor("path")
    String[] value() default {};

    /**
     * The paths; all paths by default. A path that ends in a slash covers every path below it, and the path without the
     * slash. Any other path is exact. {@code {name}} is one segment.
     */
    @AliasFor("value")
    String[] path() default {};

    /**
     * The names of the servers; all servers by default. A handler that is on other servers, too, has no guard there.
     */
    String[] servers() default {};
}
