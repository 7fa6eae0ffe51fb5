package org.kamaelia.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Imports point down only")
class ImportRulesTest {

    private static final String ROOT = "org.kamaelia.";

    private static final int LONGEST_FILE = 400;

    private static final Set<String> PACKAGES = Set.of(
            ROOT + "axon",
            ROOT + "net",
            ROOT + "net.loop",
            ROOT + "net.transport",
            ROOT + "net.socket",
            ROOT + "net.memory",
            ROOT + "net.proxy",
            ROOT + "net.tls",
            ROOT + "http",
            ROOT + "http.spi",
            ROOT + "http.syntax",
            ROOT + "http.exchange",
            ROOT + "http.http1",
            ROOT + "http.http2",
            ROOT + "http.server",
            ROOT + "http.route",
            ROOT + "http.content",
            ROOT + "http.filter",
            ROOT + "http.websocket",
            ROOT + "http.websocket.frame",
            ROOT + "http.resource");

    private static JavaClasses core;

    @BeforeAll
    static void readClassFiles() {
        core = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.kamaelia");
    }

    @DisplayName("a package imports only what lies below it")
    @ParameterizedTest(name = "{0} imports, of our own packages, only: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            axon          | (none)
            net.loop      | axon
            net.transport | net.loop axon
            net.socket    | net.transport net.loop axon
            net.memory    | net.transport net.loop axon
            net.proxy     | net.transport net.loop axon
            net.tls       | net.transport net.loop axon
            net           | net.tls net.proxy net.memory net.socket net.transport net.loop axon
            http.syntax   | (none)
            http          | http.spi http.syntax net.transport net.loop axon
            http.spi      | http http.syntax net.transport axon
            http.exchange | http http.spi http.syntax net.proxy net.transport net.loop axon
            http.http1    | http.exchange http http.spi http.syntax net.transport net.loop axon
            http.http2    | http.exchange http http.spi http.syntax net.transport net.loop axon
            http.server   | http.http2 http.http1 http.exchange http http.spi net.transport net.loop axon
            http.route    | http http.spi http.syntax
            http.content  | http.route http http.syntax net.transport net.loop axon
            http.filter   | http.route http http.syntax axon
            http.websocket.frame | http.syntax
            http.websocket | http.websocket.frame http http.spi http.syntax net.transport net.loop axon
            http.resource | http.content http.route http
            """)
    void packageImportsOnlyWhatLiesBelow(String name, String below) {
        String[] allowed = Stream.concat(
                        Stream.of("java..", "javax.net.ssl..", "javax.security.auth..", "org.jspecify..", ROOT + name),
                        Stream.of(below.split(" "))
                                .filter(other -> !other.equals("(none)"))
                                .map(ROOT::concat))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(core);
    }

    @DisplayName("the classes of a package form no cycle, nested ones counted as their outermost class")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "net",
                "net.loop",
                "net.transport",
                "net.socket",
                "net.memory",
                "net.proxy",
                "net.tls",
                "http.exchange",
                "http.http1",
                "http.http2",
                "http.server",
                "http.filter",
                "http.route",
                "http.websocket",
                "http.websocket.frame"
            })
    void classesOfAPackageFormNoCycle(String name) {
        slices().assignedFrom(new OutermostClasses(ROOT + name))
                .should()
                .beFreeOfCycles()
                .check(core);
    }

    /** Each outermost class of one package is a slice; other packages are left out. */
    private record OutermostClasses(String packageName) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getPackageName().equals(packageName)) {
                return SliceIdentifier.ignore();
            }
            return SliceIdentifier.of(
                    type.getName().substring(packageName.length() + 1).split("\\$")[0]);
        }

        @Override
        public String getDescription() {
            return "the outermost classes of " + packageName;
        }
    }

    @Test
    @DisplayName("packages form no cycle; org.kamaelia.http and the door that it opens to the server are one layer")
    void packagesFormNoCycle() {
        slices().assignedFrom(new Layers()).should().beFreeOfCycles().check(core);
    }

    private record Layers() implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return SliceIdentifier.of(name.equals(ROOT + "http.spi") ? ROOT + "http" : name);
        }

        @Override
        public String getDescription() {
            return "the layers of the core";
        }
    }

    @Test
    @DisplayName("an exchange knows no version of HTTP")
    void exchangeKnowsNoVersion() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "http.exchange")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "http.http1..", ROOT + "http.server..")
                .check(core);
    }

    @Test
    @DisplayName("no source file has more than 400 lines")
    void filesAreShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> linesOf(file) > LONGEST_FILE)
                            .map(file -> file.getFileName() + " has " + linesOf(file)))
                    .isEmpty();
        }
    }

    private static long linesOf(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("no package is outside these rules")
    void everyPackageIsCovered() {
        assertThat(core.stream().map(JavaClass::getPackageName)).isNotEmpty().isSubsetOf(PACKAGES);
    }

    @Test
    @DisplayName("classes that write a log do it in the background, so that a log that blocks holds up no event loop")
    void classesThatLogDoSoInTheBackground() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "axon.BackgroundLog")
                .should()
                .callMethod(System.class, "getLogger", String.class)
                .check(core);
    }

    @Test
    @DisplayName("the core depends on the JDK's java.* packages and JSpecify's annotations alone")
    void coreDependsOnTheJdkAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "javax.net.ssl..", "javax.security.auth..", "org.jspecify..", "org.kamaelia..")
                .check(core);
    }

    @Test
    @DisplayName("the protocol is sans I/O: no socket, file, thread or clock")
    void protocolIsSansIo() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "http.syntax")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(core);
    }
}
