package org.kamaelia.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tables of docs/security.md")
class SecurityTableTest {
    private static final String METADATA = "kamaelia-http-spring-boot-starter/src/main/resources/META-INF/"
            + "additional-spring-configuration-metadata.json";
    private static final String PROPERTIES =
            "kamaelia-http-spring-boot-starter/src/main/java/org/kamaelia/http/spring/" + "KamaeliaHttpProperties.java";
    private static final Pattern PROPERTY = Pattern.compile("`((?:kamaelia\\.http\\.)?[a-z-]+(?:\\.[a-z-]+)*)`");

    private static String page() throws IOException {
        return Files.readString(NamedTests.ROOT.resolve("docs/security.md"));
    }

    /** The rows of all tables, without their heads. */
    private static List<String[]> rows() throws IOException {
        List<String> lines = page().lines().toList();
        return java.util.stream.IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("| "))
                .filter(i -> !lines.get(i + 1).startsWith("|---"))
                .mapToObj(i -> lines.get(i).split("\\|", -1))
                .toList();
    }

    @Test
    @DisplayName("each row names tests, nothing else in its last cell, and all of them exist")
    void eachRowNamesTestsThatExist() throws IOException {
        List<String[]> rows = rows();
        assertThat(rows).hasSizeGreaterThan(40);
        for (String[] row : rows) {
            String tests = row[row.length - 2];
            List<MatchResult> named = NamedTests.NAME.matcher(tests).results().toList();
            assertThat(named).as("tests of %s", Arrays.toString(row)).isNotEmpty();
            for (MatchResult test : named) {
                assertThat(NamedTests.exists(test.group(1), test.group(2)))
                        .as("there is a test %s, named for %s", test.group(), row[1])
                        .isTrue();
            }
            assertThat(NamedTests.NAME.matcher(tests).replaceAll("").replaceAll("[, ]", ""))
                    .as("nothing but tests in the last cell of %s", Arrays.toString(row))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("each property is one of the starter")
    void eachPropertyExists() throws IOException {
        String metadata = Files.readString(NamedTests.ROOT.resolve(METADATA));
        String properties = Files.readString(NamedTests.ROOT.resolve(PROPERTIES));
        int checked = 0;
        for (String[] row : rows()) {
            String cell = row.length == 8 ? row[3] : "";
            for (MatchResult named : PROPERTY.matcher(cell).results().toList()) {
                String key = named.group(1);
                String last = key.substring(key.lastIndexOf('.') + 1);
                assertThat(metadata.contains("." + key + '"')
                                || key.startsWith("kamaelia.http.") && properties.contains(camel(last)))
                        .as("the starter has the property %s", key)
                        .isTrue();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    private static String camel(String name) {
        return Pattern.compile("-([a-z])")
                .matcher(name)
                .replaceAll(letter -> letter.group(1).toUpperCase(java.util.Locale.ROOT));
    }

    @Test
    @DisplayName("the page says how to report a fault")
    void saysHowToReportAFault() throws IOException {
        assertThat(page())
                .contains("## What is bounded", "## What is believed of whom", "## What handlers may rely on")
                .contains("## How to report a fault");
    }
}
