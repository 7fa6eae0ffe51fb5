package org.kamaelia.http.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * The path of a handler bean.
 *
 * <pre>{@code
 * @Bean @HandlerPath(path = "/hello", servers = "public")
 * HandlerFactory hello() {
 *     return HandlerFactory.oneShot(request -> Response.text("hello\n"));
 * }
 *
 * @Component @Scope("prototype") @HandlerPath("/count")      // a new bean for each request
 * class Countdown extends Handler { ... }
 *
 * @Component @HandlerPath("/hits")                           // one bean, one request at a time
 * class Hits extends PersistentHandler { ... }
 * }</pre>
 *
 * <p>The annotation is on a {@code @Bean} method or on the class of a component. The annotation of the method takes
 * precedence over the annotation of the class. A bean whose name begins with a slash needs no annotation: its name is
 * the path.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface HandlerPath {
    /** An alias for {@link #path()}. */
    @AliasFor("path")
    String value() default "";

    /**
     * The path. A path that ends in a slash matches every path below it. Any other path matches exactly. {@code {name}}
     * matches one segment. The longest match wins. Wildcards, regular expressions and placeholders are not supported: the
     * application does not start with such a path, and the message says what to write instead.
     */
    @AliasFor("value")
    String path() default "";

    /**
     * The names of the servers that serve the path; all servers by default. If a filter in front of the handler names
     * servers, name the same servers here.
     */
    String[] servers() default {};

    /** The methods, such as {@code GET}, case-sensitive; all methods by default. */
    String[] methods() default {};
}
