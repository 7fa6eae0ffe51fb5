package org.kamaelia.http.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Value;

/**
 * Injects the {@link KamaeliaTestClient} of the server with this name into a test with {@link
 * AutoConfigureKamaeliaTest}: into a field, or a parameter of a method or of the constructor.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("#{@kamaeliaTestClients.of('default')}")
public @interface LocalKamaeliaClient {
    /** The name of the server. */
    String value() default "default";
}
