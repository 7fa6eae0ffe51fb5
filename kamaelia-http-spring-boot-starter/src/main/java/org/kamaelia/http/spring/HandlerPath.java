package org.kamaelia.http.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * The path that a handler bean answers.
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
 * <p>It goes on a {@code @Bean} method or on the class of a component. On the bean method it wins over the class. A
 * bean whose name begins with a slash needs none: its name is the path.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface HandlerPath {
    /** The same as {@link #path()}. */
    @AliasFor("path")
    String value() default "";

    /**
     * The path. A path that ends in a slash takes everything below it, any other path matches exactly. {@code {name}} is
     * one segment. The longest match wins. There are no wildcards, regular expressions or placeholders: the application
     * does not start with them, and the message says what to write.
     */
    @AliasFor("value")
    String path() default "";

    /** The names of the servers that serve it; all of them unless given. */
    String[] servers() default {};

    /** The methods, such as {@code GET}, in this case of letters; all of them unless given. */
    String[] methods() default {};
}
