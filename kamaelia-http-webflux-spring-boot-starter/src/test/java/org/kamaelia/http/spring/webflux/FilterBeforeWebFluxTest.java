package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.FilterPath;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@DisplayName("A filter of the server guards a path of WebFlux, however the path is written")
class FilterBeforeWebFluxTest {
    private static final String SECRET = "the secret";

    private static final List<String> SEPARATORS = List.of(
            "/",
            "//",
            "/./",
            "/x/../",
            "/%2e/",
            "/x/%2e%2E/",
            "/;/",
            "/..;/",
            "/x/..;/",
            "/.;x/",
            "/x;/../",
            "%2f",
            "%5c",
            "\\",
            "/\\",
            "/%2f",
            "/x%2f../",
            "/x%5c../",
            "/%252e%252e/",
            "%252f",
            "/%00/",
            "/%20/",
            "/%c0%ae/",
            "/%ef%bc%8f/",
            "%ef%bc%8f",
            "/?/",
            "/#/",
            "/%23/",
            "/%3b/",
            "/*/",
            "/:/",
            "/%/");

    private static final List<String> FIRST = List.of(
            "guarded",
            "%67uarded",
            "guarde%64",
            "%2567uarded",
            "guarded;",
            "guarded;x=y",
            "guarded%3bx",
            "GUARDED",
            "guarded.",
            "guarded%20",
            "guarded%00",
            "%20guarded",
            ";guarded",
            "guarded%2f.",
            "x/../guarded");

    private static final List<String> SECOND = List.of(
            "secret.txt",
            "%73ecret.txt",
            "secret%2etxt",
            "secret.txt;a",
            "secret.txt/",
            "secret.txt//",
            "secret.txt/.",
            "secret.txt%20",
            "secret.txt%00",
            "secret.txt?x",
            "secret.txt#x",
            "secret.txt%3fx",
            "secret.txt%2f",
            "secret.txt%5c",
            "secret.txt.",
            "secret",
            "%73ecret",
            "secret;a",
            "secret/",
            "any/..;/secret");

    @TempDir
    static Path files;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Open {
        @GetMapping({"/guarded/secret", "/mounted/guarded/{name}"})
        String secret() {
            return SECRET;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Guard {
        @Bean
        @FilterPath(path = {"/guarded/", "/mounted/guarded/"})
        HttpFilter guard() {
            return HttpFilter.check(request -> Response.text("guarded").status(403));
        }
    }

    private static List<String> targets() {
        Set<String> all = new LinkedHashSet<>();
        for (String one : SEPARATORS) {
            for (String other : SEPARATORS) {
                all.add(one + "guarded" + other + "secret.txt");
                all.add(one + "guarded" + other + "secret");
                all.add("/mounted" + one + "guarded" + other + "secret");
            }
            for (String second : SECOND) {
                all.add("/guarded" + one + second);
                all.add("/mounted/guarded" + one + second);
            }
            for (String first : FIRST) {
                all.add("/" + first + one + "secret.txt");
                all.add(one + first + "/secret");
            }
        }
        for (String first : FIRST) {
            SECOND.forEach(second -> all.add("/" + first + "/" + second));
        }
        return new ArrayList<>(all);
    }

    private static ConfigurableApplicationContext start(Class<?>... sources) {
        return new SpringApplicationBuilder(sources)
                .web(WebApplicationType.REACTIVE)
                .run("--server.port=0", "--spring.web.resources.static-locations=" + files.toUri());
    }

    /** The targets whose response has the secret. Each has a connection of its own. */
    private static List<String> leaks(ConfigurableApplicationContext context) throws IOException {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        List<String> leaks = new ArrayList<>();
        for (String target : targets()) {
            if (Wire.get(port, target).contains(SECRET)) {
                leaks.add(target);
            }
        }
        return leaks;
    }

    @Test
    @DisplayName("controllers and static resources: no spelling passes the guard, and without it many arrive")
    void noSpellingPasses() throws IOException {
        Files.createDirectories(files.resolve("guarded"));
        Files.writeString(files.resolve("guarded/secret.txt"), SECRET);
        try (ConfigurableApplicationContext open = start(Open.class)) {
            assertThat(leaks(open)).hasSizeGreaterThan(100);
        }
        try (ConfigurableApplicationContext guarded = start(Open.class, Guard.class)) {
            assertThat(leaks(guarded)).isEmpty();
        }
    }
}
