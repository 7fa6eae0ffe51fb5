package org.kamaelia.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;

@DisplayName("The core needs nothing but the JDK")
class JdepsTest {

    @Test
    @DisplayName("jdeps names only JDK modules, beside JSpecify's annotations, which nothing needs at run time")
    void jdepsNamesOnlyJdkModules() throws URISyntaxException {
        String annotations = locationOf(NullMarked.class);

        String summary =
                jdeps("-summary", "--multi-release", "base", "--class-path", annotations, locationOf(Component.class));

        assertThat(summary.lines().map(line -> line.substring(line.indexOf("-> ") + 3)))
                .as("what jdeps found to be needed")
                .contains("java.base")
                .allMatch(needed -> needed.equals(annotations) || jdkModules().contains(needed));
    }

    private static String jdeps(String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int exit = ToolProvider.findFirst("jdeps").orElseThrow().run(writer, writer, arguments);
        assertThat(exit).as(out.toString()).isZero();
        return out.toString();
    }

    private static String locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static Set<String> jdkModules() {
        return ModuleFinder.ofSystem().findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toSet());
    }
}
