package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@DisplayName("A bean of type HttpFilter is a filter of the servers")
class FilterBeansTest {
    private static HttpFilter adding(String name) {
        return HttpFilter.response((request, response) -> response.header("By", name));
    }

    @Configuration(proxyBeanMethods = false)
    static class Filters {
        @Bean
        @Order(3)
        HttpFilter inner() {
            return adding("inner");
        }

        @Bean
        @Order(1)
        HttpFilter outer() {
            return adding("outer");
        }

        @Bean
        @Order(2)
        @FilterPath("/admin/")
        HttpFilter guard() {
            return HttpFilter.check(request -> Response.text("no").status(401));
        }

        @Bean
        @FilterPath(servers = "admin")
        HttpFilter elsewhere() {
            return adding("admin");
        }

        @Bean
        @HandlerPath("/hello")
        HandlerFactory hello() {
            return HandlerFactory.oneShot(request -> Response.text("hello"));
        }

        @Bean
        @HandlerPath("/admin/{what}")
        HandlerFactory admin() {
            return HandlerFactory.oneShot(request -> Response.text("secret"));
        }
    }

    @Test
    @DisplayName("filters are called in their order, for handlers, for 404 and for what other filters refuse")
    void filtersAreCalledInTheirOrder() {
        Contexts.twoServers().withUserConfiguration(Filters.class).run(context -> {
            int port = Wire.port(context, "public");
            assertThat(Wire.exchange(port, "GET", "/hello")).contains("By: inner\r\nBy: outer\r\n");
            assertThat(Wire.exchange(port, "GET", "/nothing")).contains("404").contains("By: inner\r\nBy: outer\r\n");
            assertThat(Wire.exchange(port, "GET", "/admin/x"))
                    .contains("401")
                    .contains("By: outer")
                    .doesNotContain("inner")
                    .doesNotContain("secret");
        });
    }

    @Test
    @DisplayName("@FilterPath limits a filter to paths and to servers")
    void annotationLimitsAFilter() {
        Contexts.twoServers().withUserConfiguration(Filters.class).run(context -> {
            assertThat(Wire.status(Wire.port(context, "public"), "GET", "/hello"))
                    .isEqualTo(200);
            assertThat(Wire.status(Wire.port(context, "public"), "GET", "/admin"))
                    .isEqualTo(401);
            assertThat(Wire.exchange(Wire.port(context, "public"), "GET", "/hello"))
                    .doesNotContain("By: admin");
            assertThat(Wire.exchange(Wire.port(context, "admin"), "GET", "/hello"))
                    .contains("By: admin\r\nBy: inner\r\nBy: outer\r\n");
        });
    }

    @FilterPath("/a")
    static class AnnotatedFilter implements HttpFilter {
        @Override
        public Reply filter(Request request, HandlerFactory next) {
            return Response.text("filtered");
        }
    }

    @Test
    @DisplayName("@FilterPath may be on the class of a filter")
    void annotationMayBeOnAClass() {
        Contexts.oneServer().withBean(AnnotatedFilter.class).run(context -> {
            assertThat(Wire.get(Wire.port(context), "/a")).isEqualTo("filtered");
            assertThat(Wire.status(Wire.port(context), "GET", "/b")).isEqualTo(404);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class UnknownServer {
        @Bean
        @FilterPath(servers = "publik")
        HttpFilter filter() {
            return adding("x");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MalformedPath {
        @Bean
        @FilterPath("admin/")
        HttpFilter filter() {
            return adding("x");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoFilter {
        @Bean
        @FilterPath("/a")
        @HandlerPath("/a")
        HandlerFactory filter() {
            return request -> Response.text("x");
        }
    }

    @Test
    @DisplayName("an unknown server, a malformed path and a bean of another type stop the start, with what to write")
    void mistakesStopTheStart() {
        Contexts.twoServers()
                .withUserConfiguration(UnknownServer.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasMessageContaining("bean 'filter' is for the server 'publik'"));
        Contexts.oneServer()
                .withUserConfiguration(MalformedPath.class)
                .run(context -> assertThat(context.getStartupFailure()).hasMessageContaining("write \"/admin/\""));
        Contexts.oneServer()
                .withUserConfiguration(NoFilter.class)
                .run(context -> assertThat(context.getStartupFailure()).hasMessageContaining("which is not a filter"));
    }
}
