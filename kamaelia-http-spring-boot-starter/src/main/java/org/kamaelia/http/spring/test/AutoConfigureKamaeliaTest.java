package org.kamaelia.http.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives every server of the application under test a free port, or a transport in memory, and provides test clients.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureKamaeliaTest
 * class ShopTest {
 *     @LocalKamaeliaClient("public") KamaeliaTestClient shop;
 *     @LocalKamaeliaPort("admin") int adminPort;
 *
 *     @Test
 *     void greets() {
 *         assertThat(shop.get("/hello").body()).isEqualTo("hello\n");
 *     }
 * }
 * }</pre>
 *
 * <p>{@code @SpringBootTest(webEnvironment = RANDOM_PORT)} alone also gives every server a free port. A port in the
 * properties of the test is kept. With one server, a {@link KamaeliaTestClient} is injected by its type alone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface AutoConfigureKamaeliaTest {
    /** How the clients reach the servers. */
    KamaeliaTransport transport() default KamaeliaTransport.PORT;
}
