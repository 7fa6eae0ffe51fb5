package org.kamaelia.http.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The starter works without optional dependencies")
class ImportRulesTest {
    private static final String BASE = "org.kamaelia.http.spring";
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    @DisplayName("only metrics and observations need Micrometer")
    void onlyMetricsAndObservationsNeedMicrometer() {
        noClasses()
                .that()
                .resideInAPackage(BASE)
                .and()
                .haveNameNotMatching(".*\\.(KamaeliaHttpMetrics|BodySizes|RequestScopes).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(classes);
    }

    @Test
    @DisplayName("only the test support needs spring-test")
    void onlyTestSupportNeedsSpringTest() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".test")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.test..")
                .check(classes);
    }

    @Test
    @DisplayName("servers do not need actuator, and no class needs a web framework")
    void serversNeedNoActuatorAndNothingNeedsAWebFramework() {
        noClasses()
                .that()
                .resideInAPackage(BASE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework.boot.actuate..", BASE + ".actuate..", BASE + ".observation..", "reactor..")
                .check(classes);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..")
                .check(classes);
    }
}
