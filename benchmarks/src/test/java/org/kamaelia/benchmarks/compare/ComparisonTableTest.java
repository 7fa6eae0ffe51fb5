package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of the comparison")
class ComparisonTableTest {
    private final ComparisonTable table = new ComparisonTable(List.of("starter", "MVC", "core alone"));

    @Test
    @DisplayName("prints as a ratio the quotient of the two medians that it prints, and not the median of ratios")
    void ratioIsTheQuotientOfThePrintedMedians() {
        String row = table.row(
                "plaintext",
                List.of(
                        new Rounds(57_835, 20_000, 90_000), // round by round 2.00, 0.45 and 0.90 of the core
                        new Rounds(10_000, 10_000, 10_000),
                        new Rounds(28_917, 44_779, 100_000)));

        assertThat(row).startsWith("| plaintext | 57,835 | 10,000 | 44,779 | **5.78** | **1.29** |");
    }

    @Test
    @DisplayName("divides the medians as they are rounded, so that small ones do not contradict their ratio either")
    void ratioIsOfRoundedMedians() {
        String row = table.row("slow", List.of(new Rounds(2.6), new Rounds(1.4), new Rounds(2.6)));

        assertThat(row).startsWith("| slow | 3 | 1 | 3 | **3.00** | **1.00** |");
    }

    @Test
    @DisplayName("gives the spread of the rounds of each server in the last column")
    void spreadOfEachServer() {
        String row = table.row(
                "plaintext", List.of(new Rounds(90, 100, 120), new Rounds(100, 100, 100), new Rounds(50, 100, 150)));

        assertThat(row).endsWith("| 30 %, 0 %, 100 % |");
    }

    @Test
    @DisplayName("says instead of figures which server was not warm, and why")
    void refusesARowOfAColdServer() {
        String refusal = table.refusal("JSON", List.of("MVC (its throughput still rose by 8 %)"));

        assertThat(refusal).startsWith("| JSON | not warm: MVC (its throughput still rose by 8 %) |");
    }

    @Test
    @DisplayName("has as many cells in its head as in rows and refusals")
    void everyLineHasTheSameNumberOfCells() {
        List<Rounds> figures = List.of(new Rounds(1), new Rounds(1), new Rounds(1));
        String[] head = table.head().split("\n");

        assertThat(head).hasSize(2);
        assertThat(head[0]).contains("| starter ÷ MVC | starter ÷ core alone |");
        assertThat(List.of(head[0], head[1], table.row("a", figures), table.refusal("a", List.of("MVC"))))
                .allSatisfy(line -> assertThat(cells(line)).isEqualTo(7));
    }

    private static long cells(String line) {
        return line.chars().filter(c -> c == '|').count() - 1;
    }
}
