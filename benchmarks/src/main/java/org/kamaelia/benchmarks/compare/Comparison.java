package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The starter against what Spring offers beside it, as a table. All servers run at the same time, and are measured one
 * after the other, round by round. For each workload every server is warmed up first; where one is not warm, the table
 * says so instead of figures.
 */
public final class Comparison {
    private static final List<Contender> SERVERS =
            List.of(Contender.STARTER, Contender.MVC, Contender.WEBFLUX, Contender.CORE);
    private static final Duration LONGEST_FIRST_WARM_UP = Duration.ofSeconds(120);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofMillis(300);

    private static final List<Contender> REACTIVE = List.of(Contender.REACTIVE, Contender.REACTIVE_NETTY);

    private final List<Contender> contenders;
    private final int rounds;

    private Comparison(List<Contender> contenders, int rounds) {
        this.contenders = contenders;
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
        run(SERVERS, Work.ALL, root, rounds, part);
    }

    /** The same for one application of WebFlux on this server and on Reactor Netty. */
    public static void runReactive(Path root, int rounds, String part) throws IOException, InterruptedException {
        run(REACTIVE, Work.REACTIVE, root, rounds, part);
    }

    private static void run(List<Contender> contenders, List<Work> all, Path root, int rounds, String part)
            throws IOException, InterruptedException {
        List<Work> works =
                all.stream().filter(work -> work.title().contains(part)).toList();
        List<MeasuredServer> servers = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                servers.add(MeasuredServer.start(contender, root));
            }
            new Comparison(contenders, rounds).compare(servers, works, System.out);
        } finally {
            servers.forEach(MeasuredServer::close);
        }
    }

    private void compare(List<MeasuredServer> servers, List<Work> works, PrintStream out) throws IOException {
        ComparisonTable table = new ComparisonTable(contenders.stream()
                .map(server -> server == Contender.CORE ? "core alone" : server.title())
                .toList());
        out.println(table.head());
        Duration longestWarmUp = LONGEST_FIRST_WARM_UP;
        for (Work work : works) {
            out.println(row(table, work, servers, longestWarmUp));
            longestWarmUp = LONGEST_WARM_UP;
        }
        out.println();
        out.println("Medians of " + rounds + " rounds. " + Processors.machine() + ", " + String.join(" ", Contender.JVM)
                + ".");
    }

    private String row(ComparisonTable table, Work work, List<MeasuredServer> servers, Duration longestWarmUp)
            throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            List<String> cold = new ArrayList<>();
            for (MeasuredServer server : servers) {
                Client client = server.client(work);
                clients.add(client);
                server.warmUp(client, longestWarmUp).ifPresent(why -> cold.add(server.name() + " (" + why + ")"));
            }
            if (!cold.isEmpty()) {
                return table.refusal(work.title(), cold);
            }
            Load[][] loads = measure(servers, clients);
            for (int i = 0; i < loads.length; i++) {
                String name = servers.get(i).name();
                compiledMeanwhile(loads[i]).ifPresent(why -> cold.add(name + " (while it was measured " + why + ")"));
            }
            return cold.isEmpty()
                    ? table.row(
                            work.title(),
                            Arrays.stream(loads).map(Comparison::throughput).toList())
                    : table.refusal(work.title(), cold);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    /** By server and round. Every second round goes the other way, so that none is always after the same. */
    private Load[][] measure(List<MeasuredServer> servers, List<Client> clients) throws IOException {
        Load[][] loads = new Load[servers.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < servers.size(); i++) {
                int server = round % 2 == 0 ? i : servers.size() - 1 - i;
                clients.get(server).run(SETTLE.toNanos());
                loads[server][round] = servers.get(server).load(clients.get(server), TIME);
            }
        }
        return loads;
    }

    private static Rounds throughput(Load[] loads) {
        return new Rounds(Arrays.stream(loads).mapToDouble(Load::throughput).toArray());
    }

    private static Optional<String> compiledMeanwhile(Load[] loads) {
        double[] shares = Arrays.stream(loads).mapToDouble(Load::compiling).toArray();
        return Load.compilerComplaint(new Rounds(shares).median());
    }
}
