package org.kamaelia.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/**
 * The table of the comparison, in Markdown, line by line. The first server is compared with each of the others. A ratio is
 * the quotient of two medians as the row prints them, so that a reader who divides them gets the same.
 */
final class ComparisonTable {
    private final List<String> servers;

    /**
     * A table.
     *
     * @param servers their names, at least one
     */
    ComparisonTable(List<String> servers) {
        this.servers = List.copyOf(servers);
    }

    /** The two lines above the rows. */
    String head() {
        StringBuilder head = new StringBuilder("| requests per second of the server's CPU, medians |");
        servers.forEach(server -> cell(head, server));
        servers.subList(1, servers.size()).forEach(other -> cell(head, servers.get(0) + " ÷ " + other));
        cell(head, "highest less lowest round, as a share of the median");
        return head + "\n|---|" + "--:|".repeat(2 * servers.size() - 1) + "---|";
    }

    /**
     * The row of a workload for which all servers were warm.
     *
     * @param figures one for each server
     */
    String row(String workload, List<Rounds> figures) {
        StringBuilder row = new StringBuilder("| ").append(workload).append(" |");
        long[] medians = figures.stream()
                .mapToLong(rounds -> Math.round(rounds.median()))
                .toArray();
        for (long median : medians) {
            cell(row, String.format(Locale.ROOT, "%,d", median));
        }
        for (int other = 1; other < medians.length; other++) {
            cell(row, String.format(Locale.ROOT, "**%.2f**", (double) medians[0] / medians[other]));
        }
        List<String> spreads = figures.stream()
                .map(rounds -> String.format(Locale.ROOT, "%.0f %%", rounds.spread() * 100))
                .toList();
        cell(row, String.join(", ", spreads));
        return row.toString();
    }

    /**
     * The row of a workload for which a server was not warm: it has no figures.
     *
     * @param reasons which server was not warm, and why; at least one
     */
    String refusal(String workload, List<String> reasons) {
        return "| " + workload + " | not warm: " + String.join("; ", reasons) + " |"
                + " |".repeat(2 * servers.size() - 1);
    }

    private static void cell(StringBuilder line, String text) {
        line.append(' ').append(text).append(" |");
    }
}
