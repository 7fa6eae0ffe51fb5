package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How cost grows with the number of connections, ours beside two peers, as plots: CPU time, and memory of idle ones. */
public final class Scaling {
    private static final List<Contender> SERVERS = List.of(Contender.CORE, Contender.NETTY, Contender.UNDERTOW);
    private static final int[] BUSY = {1, 8, 64, 512, 4_096};
    private static final int[] IDLE = {0, 2_500, 5_000, 7_500, 10_000};
    private static final Duration LONGEST_FIRST_WARM_UP = Duration.ofSeconds(120);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final double MIB = 1024 * 1024;

    private final Path root;
    private final PrintStream out;

    private Scaling(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /**
     * Measures, prints the figures in Markdown and writes {@code connections-cpu.svg} and {@code connections-memory.svg}.
     *
     * @param root of the repository, in which all has been built
     * @param directory for the plots
     * @param rounds at least 1
     * @param part {@code cpu} or {@code memory}; both if it is empty
     * @throws IOException if a server does not run, or is not warm
     */
    public static void run(Path root, Path directory, int rounds, String part)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Scaling scaling = new Scaling(root, System.out);
        if (!part.equals("memory")) {
            Chart chart = new Chart(
                    "Requests per second of the server's CPU time",
                    "GET /plaintext, keep-alive; medians of " + rounds + " rounds",
                    Processors.machine(),
                    "requests per CPU second",
                    BUSY,
                    true);
            double[][] figures = scaling.throughput(rounds);
            scaling.show(chart, figures, directory.resolve("connections-cpu.svg"));
            scaling.table("requests per CPU second", BUSY, figures, "%,.0f");
        }
        if (!part.equals("cpu")) {
            Chart chart = new Chart(
                    "Memory of idle connections",
                    "live heap after a collection and resident memory outside it; one request each, then idle",
                    Processors.machine(),
                    "MiB more than without connections",
                    IDLE,
                    false);
            double[][] figures = scaling.memory();
            scaling.show(chart, figures, directory.resolve("connections-memory.svg"));
            scaling.table("MiB more than without connections", IDLE, figures, "%.1f");
        }
    }

    private void show(Chart chart, double[][] figures, Path file) throws IOException {
        for (int i = 0; i < SERVERS.size(); i++) {
            chart.line(
                    SERVERS.get(i).title(),
                    Arrays.stream(figures[i]).map(one -> Math.max(0, one)).toArray());
        }
        Files.writeString(file, chart.toSvg());
    }

    private double[][] throughput(int rounds) throws IOException, InterruptedException {
        List<MeasuredServer> servers = new ArrayList<>();
        double[][] medians = new double[SERVERS.size()][BUSY.length];
        try {
            for (Contender contender : SERVERS) {
                servers.add(MeasuredServer.start(contender, root));
            }
            for (int at = 0; at < BUSY.length; at++) {
                System.err.println("Measuring CPU time with " + BUSY[at] + " connections");
                for (MeasuredServer server : servers) {
                    requireWarm(server, plaintext(BUSY[at]), at == 0 ? LONGEST_FIRST_WARM_UP : LONGEST_WARM_UP);
                }
                double[][] figures = new double[servers.size()][rounds];
                for (int round = 0; round < rounds; round++) {
                    for (int i = 0; i < servers.size(); i++) {
                        figures[i][round] = sample(servers.get(i), plaintext(BUSY[at]));
                    }
                }
                for (int i = 0; i < servers.size(); i++) {
                    medians[i][at] = new Rounds(figures[i]).median();
                }
            }
        } finally {
            servers.forEach(MeasuredServer::close);
        }
        return medians;
    }

    private static void requireWarm(MeasuredServer server, Work work, Duration longest) throws IOException {
        try (Client client = server.client(work)) {
            server.requireWarm(client, longest);
        }
    }

    private static double sample(MeasuredServer server, Work work) throws IOException {
        try (Client client = server.client(work)) {
            client.run(SETTLE.toNanos());
            return server.load(client, TIME).throughput();
        }
    }

    /** In MiB, what a server that has been warmed up has more with so many connections than with none. */
    private double[][] memory() throws IOException, InterruptedException {
        double[][] more = new double[SERVERS.size()][IDLE.length];
        for (int i = 0; i < SERVERS.size(); i++) {
            System.err.println("Measuring memory of " + SERVERS.get(i).title());
            List<Client> clients = new ArrayList<>();
            try (MeasuredServer server = MeasuredServer.start(SERVERS.get(i), root)) {
                requireWarm(server, plaintext(64), LONGEST_FIRST_WARM_UP);
                long without = JvmMemory.settled(server.pid()).total();
                for (int at = 1; at < IDLE.length; at++) {
                    Client opened = server.client(plaintext(IDLE[at] - IDLE[at - 1]));
                    clients.add(opened);
                    opened.answerOnce();
                    Thread.sleep(1_500); // until what is put aside for an idle connection has been given back
                    more[i][at] = (JvmMemory.settled(server.pid()).total() - without) / MIB;
                }
            } finally {
                for (Client client : clients) {
                    client.close();
                }
            }
        }
        return more;
    }

    private static Work plaintext(int connections) {
        return Work.get(connections + " connections", "/plaintext", connections, 1);
    }

    private void table(String what, int[] connections, double[][] figures, String format) {
        StringBuilder head = new StringBuilder("| ").append(what).append(" |");
        Arrays.stream(connections).forEach(count -> head.append(String.format(" %,d |", count)));
        out.println(head);
        out.println("|---|" + "--:|".repeat(connections.length));
        for (int i = 0; i < SERVERS.size(); i++) {
            StringBuilder row =
                    new StringBuilder("| ").append(SERVERS.get(i).title()).append(" |");
            Arrays.stream(figures[i])
                    .forEach(figure -> row.append(String.format(" " + format + " |", Math.max(0, figure))));
            out.println(row);
        }
        out.println();
    }
}
