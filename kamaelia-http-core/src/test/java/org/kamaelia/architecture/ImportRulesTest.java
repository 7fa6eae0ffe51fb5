package org.kamaelia.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Imports point down only")
class ImportRulesTest {

    private static final String ROOT = "org.kamaelia.";

    private static final Set<String> PACKAGES = Set.of(
            ROOT + "axon",
            ROOT + "net",
            ROOT + "http",
            ROOT + "http.syntax",
            ROOT + "http.exchange",
            ROOT + "http.http1",
            ROOT + "http.server",
            ROOT + "http.route",
            ROOT + "http.content");

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
            net           | axon
            http.syntax   | (none)
            http          | http.http1 http.syntax net axon
            http.exchange | http http.syntax http.http1 http.server net axon
            http.http1    | http.exchange http http.syntax http.server net axon
            http.server   | http.http1 http.exchange http http.syntax net axon
            http.route    | http http.syntax net axon
            http.content  | http.route http http.syntax net axon
            """)
    void packageImportsOnlyWhatLiesBelow(String name, String below) {
        String[] allowed = Stream.concat(
                        Stream.of("java..", "javax.net.ssl..", "org.jspecify..", ROOT + name),
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

    @Test
    @DisplayName("no package is outside these rules")
    void everyPackageIsCovered() {
        assertThat(core.stream().map(JavaClass::getPackageName)).isNotEmpty().isSubsetOf(PACKAGES);
    }

    @Test
    @DisplayName("whoever logs does it in the background, so that a log that blocks holds up no event loop")
    void logsInTheBackground() {
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
                .resideInAnyPackage("java..", "javax.net.ssl..", "org.jspecify..", "org.kamaelia..")
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
