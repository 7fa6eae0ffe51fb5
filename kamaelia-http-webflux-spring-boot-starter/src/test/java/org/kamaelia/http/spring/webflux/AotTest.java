package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

@DisplayName("An application of WebFlux that is processed ahead of time")
class AotTest {
    private static final Pattern PORT = Pattern.compile("Kamaelia started on port (\\d+)");
    private static final String[] ARGUMENTS = {
        "--server.port=0",
        "--server.http2.enabled=true",
        "--kamaelia.http.event-loops=1",
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
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                AotApplication.class.getName(),
                sources.toString(),
                directory.resolve("resources").toString(),
                classes.toString(),
                "org.kamaelia",
                "aot-test"));
        arguments.addAll(List.of(ARGUMENTS));
        SpringApplicationAotProcessor.main(arguments.toArray(String[]::new));
        List<String> options = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(options::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)))
                .isZero();
        start(classes);
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

    @Test
    @DisplayName("serves its controllers and its native handlers on one port")
    void serves() {
        assertThat(Wire.body(Wire.get(port, "/hello"))).isEqualTo("{\"text\":\"hello\"}");
        assertThat(Wire.body(Wire.get(port, "/native"))).isEqualTo("native");
    }
}
