package org.kamaelia.http.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

@DisplayName("An application that is processed ahead of time")
class AotTest {
    private static final Pattern PORT = Pattern.compile("Server 'public' listens on port (\\d+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String[] ARGUMENTS = {
        "--kamaelia.http.servers.public.port=0",
        "--kamaelia.http.defaults.server-header=aot",
        "--spring.main.banner-mode=off"
    };

    @TempDir
    private static Path directory;

    private static Process process;
    private static int port;

    /** Processes the application as spring-boot:process-aot does, then runs it in a separate JVM, as users do. */
    @BeforeAll
    static void processCompileAndStart() throws Exception {
        Path sources = directory.resolve("sources");
        Path resources = directory.resolve("resources");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                AotApplication.class.getName(),
                sources.toString(),
                resources.toString(),
                classes.toString(),
                "org.kamaelia",
                "aot-test"));
        arguments.addAll(List.of(ARGUMENTS));
        SpringApplicationAotProcessor.main(arguments.toArray(String[]::new));
        compile(sources, classes);
        start(classes);
    }

    private static void compile(Path sources, Path classes) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(options::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)))
                .isZero();
    }

    private static void start(Path classes) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.aot.enabled=true",
                "-Dlogging.level.root=INFO",
                "-cp",
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                AotApplication.class.getName()));
        command.addAll(List.of(ARGUMENTS));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder log = new StringBuilder();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line; port == 0 && (line = output.readLine()) != null; ) {
            log.append(line).append('\n');
            Matcher listens = PORT.matcher(line);
            port = listens.find() ? Integer.parseInt(listens.group(1)) : 0;
        }
        assertThat(port).as(log.toString()).isPositive();
        assertThat(log).contains("AOT");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String path) throws Exception {
        return CLIENT.send(
                request.uri(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(), path).body();
    }

    @Test
    @DisplayName("has the handlers of every kind, with their paths, methods and servers")
    void hasEveryKindOfHandler() throws Exception {
        assertThat(get("/hello")).isEqualTo("hello");
        assertThat(send(HttpRequest.newBuilder().DELETE(), "/hello").statusCode())
                .isEqualTo(405);
        assertThat(get("/registered")).isEqualTo("registered");
        assertThat(get("/once")).isEqualTo("step 1");
        assertThat(get("/once")).isEqualTo("step 1");
        assertThat(get("/hits")).isEqualTo("hit 1");
        assertThat(get("/hits")).isEqualTo("hit 2");
        assertThat(get("/thread")).startsWith("kamaelia-blocking-");
    }

    @Test
    @DisplayName("reads and writes JSON, maps exceptions, and has the defaults of servers")
    void hasJsonMappersAndDefaults() throws Exception {
        HttpRequest.Builder post = HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"you\"}"));
        HttpResponse<String> response = send(post, "/json");
        assertThat(response.body()).isEqualTo("{\"name\":\"you\"}");
        assertThat(response.headers().firstValue("Server")).hasValue("aot");
        assertThat(send(HttpRequest.newBuilder(), "/named").statusCode()).isEqualTo(409);
    }

    @Test
    @DisplayName("has the hints of a native image: the properties, virtual threads, files")
    void namesWhatANativeImageMustKeep() throws Exception {
        StringBuilder metadata = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("resources"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                metadata.append(Files.readString(file).replace("\\/", "/"));
            }
        }
        assertThat(metadata)
                .contains(
                        "org.kamaelia.http.spring.KamaeliaHttpProperties$Server",
                        "org.kamaelia.http.spring.KamaeliaHttpProperties$Ssl",
                        "\"ofVirtual\"",
                        "static/*",
                        "media-types.txt");
    }
}
