package org.kamaelia.http.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Value;

/**
 * Injects the port of a server into a test, as {@code int}: into a field, or a parameter of a method or of the
 * constructor.
 *
 * <pre>{@code
 * @SpringBootTest(properties = "kamaelia.http.servers.admin.port=0")
 * class AdminTest {
 *     @LocalKamaeliaPort("admin")
 *     int port;
 * }
 * }</pre>
 *
 * <p>The annotation works in test classes that Spring's test support runs. Beans of the application use
 * {@link org.kamaelia.http.spring.KamaeliaServerInitializedEvent} instead, because beans are made before servers start.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("${local.kamaelia.default.port}")
public @interface LocalKamaeliaPort {
    /** The name of the server. */
    String value() default "default";
}
