package org.kamaelia.http.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the tests that pages of the documentation name as {@code SomeTest#method}. */
final class NamedTests {
    /** A test as a page names it. */
    static final Pattern NAME = Pattern.compile("`(\\w+)#(\\w+)`");

    /** The directory of the whole project. */
    static final Path ROOT = root();

    private static final Pattern ANNOTATION = Pattern.compile("@(Test|ParameterizedTest|TestFactory|FuzzTest)\\b");

    private NamedTests() {}

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/conformance.md"))) {
            at = at.getParent();
        }
        return at;
    }

    /** The sources of all tests of this name, of all modules. */
    static List<String> sources(String className) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
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

    /** Whether the source has a method of this name that is run as a test. */
    static boolean hasTest(String source, String method) {
        Matcher declaration = Pattern.compile("\n +(static )?(void|Stream<DynamicTest>) " + method + "\\(")
                .matcher(source);
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

    /** Whether there is such a test in any module. */
    static boolean exists(String className, String method) throws IOException {
        return sources(className).stream().anyMatch(source -> hasTest(source, method));
    }
}
