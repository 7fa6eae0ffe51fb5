package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

@DisplayName("A handler bean has a path")
class HandlerPathTest {
    private static HandlerFactory text(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    @Test
    @DisplayName("@HandlerPath on a bean method gives a HandlerFactory its path, by value or by path")
    void annotationOnABeanMethodGivesAFactoryItsPath() {
        Contexts.oneServer().withUserConfiguration(BeanMethods.class).run(context -> {
            assertThat(Wire.get(Wire.port(context), "/by-value")).isEqualTo("value");
            assertThat(Wire.get(Wire.port(context), "/by-path")).isEqualTo("path");
            assertThat(Wire.status(Wire.port(context), "GET", "/other")).isEqualTo(404);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class BeanMethods {
        @Bean
        @HandlerPath("/by-value")
        HandlerFactory byValue() {
            return text("value");
        }

        @Bean
        @HandlerPath(path = "/by-path")
        HandlerFactory byPath() {
            return text("path");
        }
    }

    @Test
    @DisplayName("@HandlerPath on a HandlerFactory class gives the factory its path")
    void annotationOnAFactoryClassGivesItsPath() {
        Contexts.oneServer()
                .withBean(AnnotatedFactory.class)
                .run(context ->
                        assertThat(Wire.get(Wire.port(context), "/factory")).isEqualTo("factory"));
    }

    @HandlerPath("/factory")
    static class AnnotatedFactory implements HandlerFactory {
        @Override
        public Reply reply(Request request) {
            return text("factory").reply(request);
        }
    }

    @Test
    @DisplayName("a prototype Handler is a new bean for each request, with its dependencies")
    void aPrototypeHandlerIsANewBeanForEachRequest() {
        Contexts.oneServer()
                .withUserConfiguration(Prototypes.class, CountedHandler.class)
                .run(context -> {
                    int port = Wire.port(context);
                    assertThat(List.of(Wire.get(port, "/class"), Wire.get(port, "/class"), Wire.get(port, "/method")))
                            .containsExactly("object 1", "object 2", "object 3");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototypes {
        @Bean
        AtomicInteger objects() {
            return new AtomicInteger();
        }

        @Bean
        @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
        @HandlerPath("/method")
        CountedHandler byMethod(AtomicInteger objects) {
            return new CountedHandler(objects);
        }
    }

    @Component
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    @HandlerPath("/class")
    static class CountedHandler extends Handler {
        private final int number;

        CountedHandler(AtomicInteger objects) {
            number = objects.incrementAndGet();
        }

        @Override
        protected void step() {
            respond(Response.text("object " + number));
        }
    }

    @Test
    @DisplayName("a PersistentHandler is one bean for all requests")
    void aPersistentHandlerIsOneBeanForAllRequests() {
        Contexts.oneServer().withBean(Hits.class).run(context -> {
            assertThat(Wire.get(Wire.port(context), "/hits")).isEqualTo("1");
            assertThat(Wire.get(Wire.port(context), "/hits")).isEqualTo("2");
        });
    }

    @HandlerPath("/hits")
    static class Hits extends PersistentHandler {
        private int count;

        @Override
        protected void request(Request request) {
            respond(Response.text(String.valueOf(++count)));
        }
    }

    @Test
    @DisplayName("the name of a bean, or an alias, that begins with a slash is its path")
    void aBeanNameThatBeginsWithASlashIsAPath() {
        Contexts.oneServer().withUserConfiguration(NamedBeans.class).run(context -> {
            assertThat(Wire.get(Wire.port(context), "/named")).isEqualTo("named");
            assertThat(Wire.get(Wire.port(context), "/alias")).isEqualTo("alias");
            assertThat(Wire.get(Wire.port(context), "/new")).isEqualTo("new");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class NamedBeans {
        @Bean("/named")
        HandlerFactory named() {
            return text("named");
        }

        @Bean({"other", "/alias"})
        HandlerFactory aliased() {
            return text("alias");
        }

        @Bean("/new")
        @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
        NamedHandler fresh() {
            return new NamedHandler();
        }
    }

    static class NamedHandler extends Handler {
        @Override
        protected void step() {
            respond(Response.text("new"));
        }
    }

    @Test
    @DisplayName("methods select handlers of one path; other methods get 405 with Allow")
    void methodsSelectHandlersOfOnePathAndOtherMethodsGet405() {
        Contexts.oneServer().withUserConfiguration(Methods.class).run(context -> {
            int port = Wire.port(context);
            assertThat(Wire.get(port, "/notes")).isEqualTo("list");
            assertThat(Wire.exchange(port, "POST", "/notes")).endsWith("\r\n\r\nadd");
            assertThat(Wire.exchange(port, "DELETE", "/notes"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("\r\nAllow: GET, POST, HEAD, OPTIONS\r\n");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Methods {
        @Bean
        @HandlerPath(path = "/notes", methods = "GET")
        HandlerFactory list() {
            return text("list");
        }

        @Bean
        @HandlerPath(path = "/notes", methods = "POST")
        HandlerFactory add() {
            return text("add");
        }
    }

    @Test
    @DisplayName("without servers a handler is on all servers, with servers only on these")
    void aHandlerIsOnAllServersUnlessItNamesServers() {
        Contexts.twoServers().withUserConfiguration(PerServer.class).run(context -> {
            int open = Wire.port(context, "public");
            int admin = Wire.port(context, "admin");
            assertThat(Wire.get(open, "/both")).isEqualTo("both");
            assertThat(Wire.get(admin, "/both")).isEqualTo("both");
            assertThat(Wire.get(admin, "/secret")).isEqualTo("secret");
            assertThat(Wire.status(open, "GET", "/secret")).isEqualTo(404);
            assertThat(Wire.get(open, "/which")).isEqualTo("public");
            assertThat(Wire.get(admin, "/which")).isEqualTo("admin");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class PerServer {
        @Bean
        @HandlerPath("/both")
        HandlerFactory both() {
            return text("both");
        }

        @Bean
        @HandlerPath(path = "/secret", servers = "admin")
        HandlerFactory secret() {
            return text("secret");
        }

        @Bean
        @HandlerPath(path = "/which", servers = "public")
        HandlerFactory onPublic() {
            return text("public");
        }

        @Bean
        @HandlerPath(path = "/which", servers = "admin")
        HandlerFactory onAdmin() {
            return text("admin");
        }
    }

    @Test
    @DisplayName(
            "HandlerRegistration beans register one or several handlers in code, also a factory that is a bean itself")
    void registrationBeansRegisterInCode() {
        Contexts.twoServers().withUserConfiguration(Registrations.class).run(context -> {
            int open = Wire.port(context, "public");
            int admin = Wire.port(context, "admin");
            assertThat(Wire.get(admin, "/one")).isEqualTo("part");
            assertThat(Wire.status(open, "GET", "/one")).isEqualTo(404);
            assertThat(Wire.status(admin, "POST", "/one")).isEqualTo(405);
            assertThat(Wire.get(open, "/a")).isEqualTo("a");
            assertThat(Wire.get(open, "/b")).isEqualTo("b");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Registrations {
        @Bean
        HandlerFactory part() {
            return text("part");
        }

        @Bean
        HandlerRegistration one(HandlerFactory part) {
            return HandlerRegistration.of("/one", part).methods("GET").servers("admin");
        }

        @Bean
        HandlerRegistrations several() {
            return () -> List.of(HandlerRegistration.of("/a", text("a")), HandlerRegistration.of("/b", text("b")));
        }
    }

    @Test
    @DisplayName("a ResourceGlue is a HandlerFactory; the longest match wins, whatever the order of the beans")
    void theLongestMatchWinsWhateverTheOrderOfTheBeans() {
        Contexts.oneServer().withUserConfiguration(Glue.class).run(context -> {
            int port = Wire.port(context);
            assertThat(Wire.get(port, "/users/7")).isEqualTo("user 7");
            assertThat(Wire.get(port, "/users/me")).isEqualTo("me");
            assertThat(Wire.get(port, "/elsewhere")).isEqualTo("rest");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Glue {
        @Bean
        @HandlerPath("/")
        ResourceGlue all() {
            return ResourceGlue.of()
                    .at("/", text("rest"))
                    .at(
                            "/users/{id}",
                            HandlerFactory.oneShot(request -> Response.text("user " + request.variable("id"))));
        }

        @Bean
        @HandlerPath("/users/me")
        HandlerFactory me() {
            return text("me");
        }
    }

    @Test
    @DisplayName("the annotation of the bean method takes precedence over the annotation of the class")
    void theAnnotationOfTheMethodPrecedesThatOfTheClass() {
        Contexts.oneServer().withUserConfiguration(MethodBeforeClass.class).run(context -> {
            assertThat(Wire.get(Wire.port(context), "/moved")).isEqualTo("factory");
            assertThat(Wire.status(Wire.port(context), "GET", "/factory")).isEqualTo(404);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class MethodBeforeClass {
        @Bean
        @HandlerPath("/moved")
        AnnotatedFactory factory() {
            return new AnnotatedFactory();
        }
    }
}
