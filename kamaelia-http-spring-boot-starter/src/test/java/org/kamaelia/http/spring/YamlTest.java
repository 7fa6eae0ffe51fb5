package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.test.LocalKamaeliaPort;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@SpringBootTest(properties = {"spring.config.name=two-servers", "kamaelia.http.servers.admin.server-header=override"})
@DisplayName("An application with two servers, from YAML alone")
class YamlTest {
    @LocalKamaeliaPort("public")
    private int publicPort;

    private final int adminPort;

    YamlTest(@LocalKamaeliaPort("admin") int adminPort) {
        this.adminPort = adminPort;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        @HandlerPath(path = "/hello", servers = "public")
        HandlerFactory hello() {
            return HandlerFactory.oneShot(request -> Response.text("hello everybody\n"));
        }

        @Bean
        @HandlerPath(path = "/hello", servers = "admin")
        HandlerFactory helloAdmin() {
            return HandlerFactory.oneShot(request -> Response.text("hello operator\n"));
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("serves one path differently on each server")
    void servesOnePathDifferentlyOnEachServer() throws Exception {
        assertThat(get(publicPort, "/hello").body()).isEqualTo("hello everybody\n");
        assertThat(get(adminPort, "/hello").body()).isEqualTo("hello operator\n");
    }

    @Test
    @DisplayName("has the settings of each server, and another source can replace one of them")
    void hasTheSettingsOfEachServer() throws Exception {
        assertThat(get(publicPort, "/hello").headers().firstValue("Server")).isEmpty();
        assertThat(get(adminPort, "/hello").headers().firstValue("Server")).contains("override");
    }

    @Test
    @DisplayName("injects the port of each server into fields and parameters of a test")
    void injectsThePortOfEachServerIntoATest(
            @LocalKamaeliaPort("public") int parameter, @LocalKamaeliaPort("admin") int other) {
        assertThat(parameter).isEqualTo(publicPort).isPositive();
        assertThat(other).isEqualTo(adminPort).isNotEqualTo(publicPort);
    }
}
