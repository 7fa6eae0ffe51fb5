package org.kamaelia.http.spring.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Applications whose actuator listens on free ports of the loopback address, and a client for them. */
final class Actuator {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ApplicationContext context;

    private Actuator(ApplicationContext context) {
        this.context = context;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        /** SpringApplication would register this bean. */
        @Bean
        LoggingSystem springBootLoggingSystem() {
            return LoggingSystem.get(Application.class.getClassLoader());
        }

        /** SpringApplication would publish these events. */
        @Bean
        ApplicationListener<ContextRefreshedEvent> available() {
            return event -> {
                AvailabilityChangeEvent.publish(event.getApplicationContext(), LivenessState.CORRECT);
                AvailabilityChangeEvent.publish(event.getApplicationContext(), ReadinessState.ACCEPTING_TRAFFIC);
            };
        }
    }

    /** An application with the server {@code admin} and all endpoints exposed. */
    static ApplicationContextRunner exposingEverything() {
        return with("admin").withPropertyValues("management.endpoints.web.exposure.include=*");
    }

    /** An application with these servers and default settings. */
    static ApplicationContextRunner with(String... servers) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues("spring.main.banner-mode=off");
        for (String server : servers) {
            runner = runner.withPropertyValues(
                    "kamaelia.http.servers." + server + ".port=0",
                    "kamaelia.http.servers." + server + ".address=127.0.0.1");
        }
        return runner;
    }

    static Actuator of(ApplicationContext context) {
        return new Actuator(context);
    }

    int port(String server) {
        return context.getBean(KamaeliaServers.class).port(server);
    }

    /** The response of {@code admin}. */
    HttpResponse<String> get(String path, String... headers) {
        return send("admin", "GET", path, null, headers);
    }

    HttpResponse<String> get(String server, int status, String path) {
        HttpResponse<String> response = send(server, "GET", path, null);
        if (response.statusCode() != status) {
            throw new AssertionError(path + " on " + server + " gives " + response.statusCode());
        }
        return response;
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send("admin", "POST", path, body, headers);
    }

    HttpResponse<String> send(String server, String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The bytes that {@code admin} sends in response to these bytes, as text, until it closes the connection. */
    String raw(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("admin"));
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(30_000);
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("No answer", e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("none");
    }
}
