package org.kamaelia.http.spring.webflux;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In the starter for WebFlux")
class ImportRulesTest {
    private static final String BASE = "org.kamaelia.http.spring.webflux";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    @DisplayName("no class needs another server or the Servlet API")
    void noOtherServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "reactor.netty..", "jakarta.servlet..", "org.apache.catalina..", "org.eclipse..")
                .check(classes);
    }

    @Test
    @DisplayName("no class knows a protocol: the adapter works with handlers, whatever carries them")
    void noProtocol() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.kamaelia.http.http1..", "org.kamaelia.net.tls..", "org.kamaelia.net.socket..")
                .check(classes);
    }

    @Test
    @DisplayName("the adapter needs no Spring Boot")
    void adapterWithoutBoot() {
        noClasses()
                .that()
                .haveNameMatching(BASE
                        + "\\.(KamaeliaHttpHandlerAdapter|KamaeliaServerHttp.*|Reactive.*|Response.*|DeferredWrite.*|"
                        + "Request.*|Body.*|Loop.*|TlsInfo)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.boot..", "org.kamaelia.http.spring")
                .check(classes);
    }

    @Test
    @DisplayName("only the auto-configurations need actuator")
    void actuator() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("AutoConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.actuate..")
                .check(classes);
    }
}
