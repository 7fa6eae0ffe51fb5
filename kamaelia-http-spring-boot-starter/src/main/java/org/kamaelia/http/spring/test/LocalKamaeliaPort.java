package org.kamaelia.http.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Value;

/**
 * Injects the port on which a server listens into a test, as {@code int}: into a field, a parameter of a method or of the
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
 * <p>For test classes that Spring's test support runs. Beans of the application listen to
 * {@link org.kamaelia.http.spring.KamaeliaServerInitializedEvent} instead, since they are made before servers start.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("${local.kamaelia.default.port}")
public @interface LocalKamaeliaPort {
    /** The name of the server. */
    String value() default "default";
}
