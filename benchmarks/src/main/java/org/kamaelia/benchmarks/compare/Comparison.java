package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The starter against what Spring offers beside it, as a table. All servers run at once, and are measured one after the
 * other, round by round; a ratio is the median of those of the rounds, so that what the machine does meanwhile weighs
 * on both sides of it.
 */
public final class Comparison {
    private static final List<Contender> SERVERS =
            List.of(Contender.STARTER, Contender.MVC, Contender.WEBFLUX, Contender.CORE);
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(45);
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofMillis(300);

    private final int rounds;

    private Comparison(int rounds) {
        this.rounds = rounds;
    }

    /**
     * Measures and prints the table, in Markdown, row by row.
     *
     * @param root of the repository, in which all has been built
     * @param rounds at least 1
     * @param part only rows with this in their title; all if it is empty
     */
    public static void run(Path root, int rounds, String part) throws IOException, InterruptedException {
        List<Work> works =
                Work.ALL.stream().filter(work -> work.title().contains(part)).toList();
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (Contender contender : SERVERS) {
                servers.add(ServerProcess.start(contender, root));
            }
            new Comparison(rounds).compare(servers, works, System.out);
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private void compare(List<ServerProcess> servers, List<Work> works, PrintStream table) throws IOException {
        table.println("| requests per second of the server's CPU | " + titles() + " starter ÷ MVC | starter ÷ WebFlux"
                + " | starter ÷ core |");
        table.println("|---|--:|--:|--:|--:|--:|--:|--:|");
        Duration longestWarmUp = FIRST_WARM_UP;
        for (Work work : works) {
            List<Client> clients = new ArrayList<>();
            try {
                for (ServerProcess server : servers) {
                    Client client = server.client(work);
                    clients.add(client);
                    server.warmUp(client, longestWarmUp);
                }
                table.println(row(work, measure(servers, clients)));
            } finally {
                for (Client client : clients) {
                    client.close();
                }
            }
            longestWarmUp = WARM_UP;
        }
        table.println();
        table.println("Medians of " + rounds + " rounds. " + Processors.machine() + ", "
                + String.join(" ", Contender.JVM) + ".");
    }

    private static String titles() {
        StringBuilder titles = new StringBuilder();
        for (Contender server : SERVERS) {
            titles.append(server == Contender.CORE ? "core alone" : server.title())
                    .append(" | ");
        }
        return titles.toString().stripTrailing();
    }

    /** By server and round. Every second round goes the other way, so that none is always after the same. */
    private double[][] measure(List<ServerProcess> servers, List<Client> clients) throws IOException {
        double[][] figures = new double[servers.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < servers.size(); i++) {
                int server = round % 2 == 0 ? i : servers.size() - 1 - i;
                clients.get(server).run(SETTLE.toNanos());
                figures[server][round] = servers.get(server).perCpuSecond(clients.get(server), TIME);
            }
        }
        return figures;
    }

    private static String row(Work work, double[][] figures) {
        StringBuilder row = new StringBuilder("| ").append(work.title()).append(" |");
        for (double[] one : figures) {
            row.append(String.format(" %,.0f |", Rounds.median(one)));
        }
        for (int other = 1; other < figures.length; other++) {
            row.append(String.format(" **%.2f** |", Rounds.ratio(figures[0], figures[other])));
        }
        return row.toString();
    }
}
