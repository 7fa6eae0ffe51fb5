package org.kamaelia.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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
            ROOT + "http.protocol",
            ROOT + "http.server",
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
            http.protocol | (none)
            net           | axon
            http          | http.protocol net axon
            http.server   | http http.protocol net axon
            http.resource | http.server http http.protocol net axon
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
    @DisplayName("packages form no cycle")
    void packagesFormNoCycle() {
        slices().matching("org.kamaelia.(**)").should().beFreeOfCycles().check(core);
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
                .resideInAPackage(ROOT + "http.protocol")
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
