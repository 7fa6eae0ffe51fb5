package org.kamaelia.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of docs/conformance.md")
class ConformanceTableTest {
    private static final Path ROOT = NamedTests.ROOT;

    /** The sections that have requirements for a server; each has a row, or one for a part of it. */
    private static final List<String> RFC_9112 = List.of(
            "2.1", "2.2", "2.3", "3", "3.1", "3.2", "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.3", "4", "5", "5.1", "5.2",
            "6", "6.1", "6.2", "6.3", "7", "7.1", "7.1.1", "7.1.2", "7.1.3", "7.2", "7.4", "8", "9.1", "9.2", "9.3",
            "9.3.2", "9.4", "9.5", "9.6", "9.8", "10", "11.1", "11.2", "11.3");

    private static final List<String> RFC_9110 = List.of(
            "2.5", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6.1", "5.6.2", "5.6.7", "6.2", "6.4", "6.5.1", "6.5.2",
            "6.6.1", "6.6.2", "7.1", "7.2", "7.4", "7.6.1", "7.8", "8.3", "8.6", "9.1", "9.3.1", "9.3.2", "9.3.6",
            "9.3.7", "9.3.8", "10.1.1", "10.1.4", "10.2.1", "10.2.4", "15", "15.2", "15.3.5", "15.3.6", "15.4.5",
            "15.5.1", "15.5.6", "15.5.9", "15.5.14", "15.5.15", "15.5.18", "15.5.20", "15.5.22", "15.6.1", "15.6.2",
            "15.6.4", "15.6.6", "8.4", "8.4.1.3", "8.8.1", "8.8.2.1", "8.8.2.2", "8.8.3", "8.8.3.2", "8.8.3.3", "8.8.4",
            "12.4.2", "12.5.1", "12.5.3", "12.5.5", "13.1.1", "13.1.2", "13.1.3", "13.1.4", "13.1.5", "13.2.1",
            "13.2.2", "14.1", "14.1.1", "14.1.2", "14.2", "14.3", "14.4", "14.5", "14.6", "15.3.7", "15.5.17");

    private static final List<String> RFC_9111 = List.of("4.1", "4.3.4", "5.1", "5.2", "5.3");

    private static final List<String> RFC_9113 = List.of(
            "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.3.1", "5.1", "5.1.1", "5.1.2", "5.2", "5.2.2", "5.3.2",
            "5.4.1", "5.4.2", "5.4.3", "5.5", "6.1", "6.2", "6.3", "6.4", "6.5", "6.5.2", "6.5.3", "6.6", "6.7", "6.8",
            "6.9", "6.9.1", "6.9.2", "6.10", "7", "8.1", "8.1.1", "8.2", "8.2.1", "8.2.2", "8.2.3", "8.3", "8.3.1",
            "8.3.2", "8.4", "8.5", "8.6", "8.7", "9.1", "9.1.1", "9.2", "9.2.1", "9.2.2", "9.2.3", "10.3", "10.5",
            "10.5.1", "10.5.2", "10.6");

    private static final List<String> RFC_7541 =
            List.of("2.3.2", "2.3.3", "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "6.1", "6.3", "7.3");

    private static final Pattern TEST = NamedTests.NAME;
    private static final Pattern OVER_A_SOCKET = Pattern.compile("\\b(TestServer|Site|RawClient|Wire)\\b");

    /** A row of a table. */
    private record Row(String clause, String requirement, String answer, String tests) {}

    private static List<Row> rows() throws IOException {
        return rowsOf(Files.readString(ROOT.resolve("docs/conformance.md")));
    }

    private static List<Row> rowsOf(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| ") && TEST.matcher(line).find())
                .map(ConformanceTableTest::row)
                .toList();
    }

    private static Row row(String line) {
        String[] cells = line.replace("\\|", "\u0000").split("\\|", -1);
        assertThat(cells.length).as(line).isBetween(5, 7);
        int last = cells.length - 2; // what we do may be in one cell with what is required, or in several
        return new Row(cells[1].trim(), cells[2].trim(), cells[last - 1].trim(), cells[last].trim());
    }

    private static List<String> sources(String className) throws IOException {
        return NamedTests.sources(className);
    }

    private static boolean hasTest(String source, String method) {
        return NamedTests.hasTest(source, method);
    }

    @Test
    @DisplayName("each row has a requirement, what we do, and tests that exist")
    void eachRowNamesTestsThatExist() throws IOException {
        List<Row> rows = rows();

        assertThat(rows).hasSizeGreaterThan(100);
        for (Row row : rows) {
            assertThat(row.requirement()).as("requirement of %s", row).isNotEmpty();
            assertThat(row.answer()).as("what we do about %s", row).isNotEmpty();
            List<MatchResult> named = TEST.matcher(row.tests()).results().toList();
            assertThat(named).as("tests of %s", row).isNotEmpty();
            for (MatchResult test : named) {
                assertThat(sources(test.group(1)).stream().anyMatch(source -> hasTest(source, test.group(2))))
                        .as("there is a test %s, named for %s", test.group(), row.clause())
                        .isTrue();
            }
            assertThat(TEST.matcher(row.tests()).replaceAll("").replaceAll("[, ]", ""))
                    .as("nothing but tests in the last cell of %s", row)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("a test that does not exist would be noticed")
    void missingTestsAreNoticed() throws IOException {
        String self = sources("ConformanceTableTest").get(0);

        assertThat(hasTest(self, "missingTestsAreNoticed")).isTrue();
        assertThat(hasTest(self, "neverWritten")).isFalse();
        assertThat(hasTest(self, "row")).as("a method that is no test").isFalse();
        assertThat(sources("NeverWrittenTest")).isEmpty();
    }

    @Test
    @DisplayName("each section with requirements for a server has a row")
    void eachSectionHasARow() throws IOException {
        List<String> clauses = rows().stream().map(Row::clause).toList();

        assertThat(RFC_9112).allSatisfy(section -> assertThat(clauses).contains("9112 " + section));
        assertThat(RFC_9110).allSatisfy(section -> assertThat(clauses).contains("9110 " + section));
        assertThat(RFC_9113).allSatisfy(section -> assertThat(clauses).contains("9113 " + section));
        assertThat(RFC_7541).allSatisfy(section -> assertThat(clauses).contains("7541 " + section));
        assertThat(RFC_9111).allSatisfy(section -> assertThat(clauses).contains("9111 " + section));
    }

    @Test
    @DisplayName("the first test that a row about resources names goes over a real socket")
    void rowsAboutResourcesNameATestOverASocketFirst() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/conformance.md"));
        List<Row> rows = rowsOf(page.substring(page.indexOf("\n# Representations")));

        assertThat(rows).hasSizeGreaterThan(70);
        for (Row row : rows) {
            Matcher first = TEST.matcher(row.tests());
            assertThat(first.find()).isTrue();
            assertThat(sources(first.group(1)))
                    .as("%s is over a socket, for %s", first.group(), row.clause())
                    .anyMatch(source -> OVER_A_SOCKET.matcher(source).find());
        }
    }

    @Test
    @DisplayName("each test of this package is named by a row")
    void everyTestOfThisPackageIsNamedByARow() throws IOException {
        String table = Files.readString(ROOT.resolve("docs/conformance.md"));
        TreeSet<String> unnamed = new TreeSet<>();
        for (String name : List.of(
                "DecisionsTest",
                "FramingDecisionsTest",
                "TargetWireTest",
                "FieldWireTest",
                "BodyWireTest",
                "PersistenceWireTest",
                "AnswerWireTest")) {
            String source = sources(name).get(0);
            Pattern.compile("\n    (?:void|Stream<DynamicTest>) (\\w+)\\(")
                    .matcher(source)
                    .results()
                    .map(result -> result.group(1))
                    .filter(method -> hasTest(source, method))
                    .filter(method -> !table.contains("`" + name + "#" + method + "`"))
                    .forEach(method -> unnamed.add(name + "#" + method));
        }
        assertThat(unnamed).isEmpty();
    }
}
