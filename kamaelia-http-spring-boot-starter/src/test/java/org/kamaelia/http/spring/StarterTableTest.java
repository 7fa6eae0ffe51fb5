package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of docs/starter.md")
class StarterTableTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern ANNOTATION = Pattern.compile("@(Test|ParameterizedTest|RepeatedTest)\\b");

    /** Words of the scope that the table must have. */
    private static final List<String> SCOPE = List.of(
            "several named servers",
            "hot reload",
            "client authentication",
            "compression",
            "static locations",
            "access log",
            "forwarded headers",
            "backlog",
            "Unix domain sockets",
            "defaults",
            "metadata and hints",
            "by annotation",
            "registrations in code",
            "functional beans",
            "constructor injection",
            "request-scoped",
            "JSON both ways",
            "400 with problem details",
            "Bean Validation",
            "stack trace",
            "spring.threads.virtual.enabled",
            "TaskExecutor",
            "context propagation",
            "http.server.requests",
            "tracing",
            "cardinality",
            "endpoint",
            "health",
            "info",
            "dashboard",
            "readiness",
            "graceful stop",
            "pre-drain",
            "lazy",
            "devtools",
            "MVC",
            "management.server.port",
            "filters as beans",
            "filters for some paths",
            "sees every response",
            "hold up no event loop",
            "one normal path",
            "browsers send raw",
            "with their types",
            "forms into records",
            "outside of ASCII",
            "events with JSON",
            "CORS",
            "basic and bearer",
            "rate limit",
            "request id",
            "list of hosts",
            "form that the client prefers",
            "settings of `server.*`",
            "Spring Security that guards nothing",
            "controllers that nobody calls",
            "mappings",
            "httpexchanges",
            "Range on `logfile`",
            "unknown key",
            "without a unit",
            "shutdown-grace",
            "an unknown server fails",
            "pool of eight",
            "have the MDC",
            "refused request is logged",
            "limit for the whole exchange",
            "complete service",
            "do not double",
            "free ports",
            "client bound",
            "in memory",
            "port in use",
            "unknown bundle",
            "unknown server",
            "missing Jackson",
            "ahead-of-time");

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/starter.md"))) {
            at = at.getParent();
        }
        return at;
    }

    /** The cells of all rows, without the heads of tables. */
    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(root().resolve("docs/starter.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what "))
                .map(line -> Stream.of(line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .filter(cells -> cells.size() == 6)
                .toList();
    }

    private static List<String> sources(String className) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root())) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(one -> one.endsWith(className + ".java"))
                            .toList()) {
                        sources.add(Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }

    private static boolean hasTest(String source, String method) {
        Matcher declaration = Pattern.compile("\n +void " + method + "\\(").matcher(source);
        while (declaration.find()) {
            int before = source.lastIndexOf("}\n\n", declaration.start());
            if (ANNOTATION
                    .matcher(source.substring(Math.max(0, before), declaration.start()))
                    .find()) {
                return true;
            }
        }
        return false;
    }

    @Test
    @DisplayName("has six cells in each row, none of them empty, and names tests that exist")
    void namedTestsExist() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(40);
        for (List<String> row : rows()) {
            assertThat(row).as(row.toString()).noneMatch(String::isEmpty);
            List<MatchResult> named = TEST.matcher(row.get(5)).results().toList();
            assertThat(named).as("tests of %s", row).isNotEmpty();
            for (MatchResult test : named) {
                assertThat(sources(test.group(1)).stream().anyMatch(source -> hasTest(source, test.group(2))))
                        .as("there is a test %s", test.group())
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("has a row for every feature in the scope of the starter")
    void hasARowForEveryFeature() throws IOException {
        String all = rows().stream().map(row -> row.get(0)).toList().toString();
        assertThat(SCOPE).allSatisfy(words -> assertThat(all).containsIgnoringCase(words));
    }

    @Test
    @DisplayName("a test that does not exist would be noticed")
    void missingTestsAreNoticed() throws IOException {
        String self = sources("StarterTableTest").get(0);
        assertThat(hasTest(self, "missingTestsAreNoticed")).isTrue();
        assertThat(hasTest(self, "rows")).isFalse();
        assertThat(hasTest(self, "neverWritten")).isFalse();
        assertThat(sources("NeverWrittenTest")).isEmpty();
    }
}
