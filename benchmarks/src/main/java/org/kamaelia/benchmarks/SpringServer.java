package org.kamaelia.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.kamaelia.benchmarks.tls.OwnCertificate;
import org.kamaelia.benchmarks.tls.PlainAndSecure;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/**
 * The workloads through the starter: default settings on the server {@code default}, and every meter, with actuator's
 * metrics and health on the server {@code admin}, which listens on the next port of loopback. The server {@code tls} on the
 * port above that one offers the workloads over TLS.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringServer {
    private static final String FILES = "benchmarks.files";
    private static final String PUBLIC = "default";
    private static final String ADMIN = "admin";
    private static final String SECURE = "tls";
    private static final int HIGHEST_PORT = 65_535;

    private final Path directory;

    SpringServer(@Value("${" + FILES + "}") Path directory) {
        this.directory = directory;
    }

    /** Starts the application on any ports; what Spring's AOT processing calls at build time. */
    public static void main(String[] args) {
        run(0, Path.of("."));
    }

    /**
     * Starts the application with the beans that were found at build time, as far as they are in the jar.
     *
     * @param port 0 for any, and then any for actuator, too
     * @param directory holds the file {@code 1m}
     */
    static ConfigurableApplicationContext runProcessed(int port, Path directory) {
        String name = SpringServer.class.getName() + "__ApplicationContextInitializer";
        System.setProperty(
                AotDetector.AOT_ENABLED,
                String.valueOf(ClassUtils.isPresent(name, SpringServer.class.getClassLoader())));
        return run(port, directory);
    }

    /**
     * Starts the application, which keeps the process alive.
     *
     * @param port 0 for any, and then any for actuator, too
     * @param directory holds the file {@code 1m}
     */
    static ConfigurableApplicationContext run(int port, Path directory) {
        SpringApplication application = new SpringApplication(SpringServer.class);
        application.setMainApplicationClass(SpringServer.class);
        application.setDefaultProperties(Map.ofEntries(
                Map.entry(FILES, directory.toAbsolutePath().toString()),
                Map.entry("kamaelia.http.servers." + PUBLIC + ".port", port),
                Map.entry("kamaelia.http.servers." + ADMIN + ".port", port == 0 ? 0 : port + 1),
                Map.entry("kamaelia.http.servers." + ADMIN + ".address", "127.0.0.1"),
                Map.entry("kamaelia.http.servers." + SECURE + ".port", securePort(port)),
                Map.entry("kamaelia.http.servers." + SECURE + ".ssl.bundle", SECURE),
                Map.entry("kamaelia.http.http2.clear-text", true),
                Map.entry("kamaelia.http.management.server", ADMIN),
                Map.entry("management.endpoints.web.exposure.include", "health,metrics,prometheus"),
                Map.entry("spring.main.banner-mode", "off")));
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run();
    }

    /** The port with TLS, two above the other one; any port if that one is not free. */
    private static int securePort(int port) {
        if (port == 0 || port + PlainAndSecure.OFFSET > HIGHEST_PORT) {
            return 0;
        }
        try (ServerSocket free = new ServerSocket(port + PlainAndSecure.OFFSET)) {
            return free.getLocalPort();
        } catch (IOException taken) {
            System.err.println("Port " + (port + PlainAndSecure.OFFSET) + " is not free for TLS");
            return 0;
        }
    }

    @Bean
    SslBundleRegistrar certificate() {
        return bundles -> bundles.registerBundle(
                SECURE,
                SslBundle.of(
                        SslStoreBundle.of(OwnCertificate.keyStore(), OwnCertificate.PASSWORD, null),
                        SslBundleKey.of(OwnCertificate.PASSWORD)));
    }

    @Bean
    @HandlerPath(
            path = "/plaintext",
            methods = "GET",
            servers = {PUBLIC, SECURE})
    HandlerFactory plaintext() {
        return Workloads.plaintext();
    }

    @Bean
    @HandlerPath(
            path = "/json",
            methods = "GET",
            servers = {PUBLIC, SECURE})
    HandlerFactory json() {
        return Workloads.json();
    }

    @Bean
    @HandlerPath(
            path = "/bytes/1m",
            methods = "GET",
            servers = {PUBLIC, SECURE})
    HandlerFactory megabyte() {
        return Workloads.megabyte();
    }

    @Bean
    @HandlerPath(
            path = "/chunked",
            methods = "GET",
            servers = {PUBLIC, SECURE})
    HandlerFactory chunked() {
        return Workloads.chunked();
    }

    @Bean
    @HandlerPath(
            path = "/echo",
            methods = "POST",
            servers = {PUBLIC, SECURE})
    HandlerFactory echo() {
        return Workloads.echo();
    }

    @Bean
    @HandlerPath(
            path = "/file/",
            methods = "GET",
            servers = {PUBLIC, SECURE})
    HandlerFactory files() {
        return Workloads.files(directory);
    }

    @Bean
    @HandlerPath(
            path = "/stream/100m",
            methods = "GET",
            servers = {PUBLIC, SECURE})
    HandlerFactory stream() {
        return Workloads.stream();
    }

    @Bean
    @HandlerPath(
            path = "/ws",
            servers = {PUBLIC, SECURE})
    HandlerFactory webSocketEcho() {
        return Workloads.webSocketEcho();
    }

    @Bean
    @HandlerPath(
            path = "/ws/stream",
            servers = {PUBLIC, SECURE})
    HandlerFactory webSocketStream() {
        return Workloads.webSocketStream();
    }
}
