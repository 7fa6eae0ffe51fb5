package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.benchmarks.process.FreePorts;
import org.kamaelia.verification.faults.Crowd.Manner;

/**
 * A few of the faults done to other servers, for comparison: nothing is required of anybody here. Each is what its
 * defaults make it, with the same heap.
 */
final class PeerRun {
    private static final int STALLED = 200;
    private static final int IDLE = 3_000;
    private static final int CLIENTS = 400;
    private static final int FEW_DESCRIPTORS = 256;
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final int PROBES = 100;
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String STREAM = "GET /stream/100m" + HOST + "\r\n";

    private final Path directory;
    private final Path home;
    private final Path jar;
    private final List<String> peers;

    /**
     * The comparison.
     *
     * @param list the file that says how peers are started
     * @param home where they were built
     * @param jar {@code benchmarks.jar}, which has our server
     * @param directory an empty one
     */
    PeerRun(Path list, Path home, Path jar, Path directory) throws IOException {
        this.directory = directory;
        this.home = home;
        this.jar = jar;
        peers = Files.readAllLines(list).stream()
                .filter(line -> !line.startsWith("#") && line.contains("|"))
                .toList();
    }

    /** Prints the table. */
    void run() throws Exception {
        System.out.printf(
                "%-12s %26s %24s %22s %26s%n",
                "",
                STALLED + " stalled readers, KiB",
                "answer to unread body",
                IDLE + " idle, p99 ms",
                "256 fds, " + CLIENTS + " clients");
        for (String line : peers) {
            String[] parts = line.split("\\|");
            if (parts[1].contains("{home}") && !isBuilt(parts[1])) {
                System.out.printf("%-12s is not built in %s%n", parts[0].trim(), home);
                continue;
            }
            String seen;
            try (Contender server = new Contender(parts[1].trim(), 16_384)) {
                String idle = server.idle();
                seen = String.format("%26s %24s %22s", server.stalled(), server.unread(), idle);
            }
            try (Contender server = new Contender(parts[1].trim(), FEW_DESCRIPTORS)) {
                System.out.printf("%-12s %s %26s%n", parts[0].trim(), seen, server.descriptors());
            }
        }
    }

    private boolean isBuilt(String command) {
        String classes = command.replaceAll(".*-cp (\\S*?)/classes:.*", "$1/classes");
        return Files.isDirectory(
                Path.of(classes.replace("{home}", home.toString()).trim()));
    }

    /** One of the servers, as a process of its own. */
    private final class Contender implements AutoCloseable {
        private final int port = FreePorts.pair();
        private final ChildProcess child;

        Contender(String arguments, int descriptors) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(
                    "sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh", ChildProcess.java(), "-Xmx512m"));
            for (String argument : arguments.split(" +")) {
                command.add(argument.replace("{port}", String.valueOf(port))
                        .replace("{jar}", jar.toString())
                        .replace("{files}", directory.toString())
                        .replace("{home}", home.toString()));
            }
            child = ChildProcess.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD));
            if (!child.awaitReady(() -> answered() >= 0, LONGEST_START)) {
                throw new IOException("It does not start: " + arguments);
            }
        }

        /** Milliseconds until a new client is answered; negative if it is not. */
        private double answered() {
            long begin = System.nanoTime();
            try (Peer peer = Peer.connect(port)) {
                return peer.get("/plaintext").status() == 200 ? (System.nanoTime() - begin) / 1e6 : -1;
            } catch (IOException | RuntimeException failure) {
                return -1;
            }
        }

        private String stalled() throws IOException {
            long before = resident();
            try (Crowd crowd = new Crowd(port, Manner.of(STREAM, "").reading(0, 0))) {
                crowd.join(STALLED).until(System.nanoTime() + 3_000_000_000L);
                double others = answered();
                String rest = others < 0 ? "others wait" : String.format("others %.0f ms", others);
                return (resident() - before) / 1024 / STALLED + ", " + rest;
            }
        }

        private long resident() throws IOException {
            for (String line :
                    Files.readAllLines(Path.of("/proc/" + child.process().pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            throw new IOException("The server has ended");
        }

        /** Ten uploads of 8 MiB to a path that takes none. */
        private String unread() {
            int seen = 0;
            for (int i = 0; i < 10; i++) {
                try (Peer peer = Peer.connect(port)) {
                    peer.send("POST /plaintext" + HOST + "Content-Length: 8388608\r\n\r\n");
                    try {
                        for (int sent = 0; sent < 8_388_608; sent += 65_536) {
                            peer.send(new byte[65_536]);
                        }
                    } catch (IOException closed) {
                        // the answer may be there all the same
                    }
                    seen += peer.answer().status() > 0 ? 1 : 0;
                } catch (IOException reset) {
                    // the answer was lost
                }
            }
            return seen + " of 10 seen";
        }

        private String idle() throws IOException {
            try (Crowd crowd = new Crowd(port, Manner.of("", ""))) {
                crowd.join(IDLE).until(System.nanoTime() + 1_000_000_000L);
                Latencies latencies = new Latencies();
                int failed = 0;
                for (int i = 0; i < PROBES; i++) {
                    double millis = answered();
                    failed += millis < 0 ? 1 : 0;
                    latencies.add((long) (Math.max(0, millis) * 1e6));
                }
                return String.format("%.1f, %d failed", latencies.millis(0.99), failed);
            }
        }

        private String descriptors() throws IOException {
            String request = "GET /plaintext" + HOST + "\r\n";
            try (Crowd crowd = new Crowd(port, Manner.of(request, request))) {
                crowd.join(CLIENTS).until(System.nanoTime() + 1_500_000_000L);
            }
            double millis = answered();
            return millis < 0 ? "no answer afterwards" : String.format("answers after %.0f ms", millis);
        }

        @Override
        public void close() {
            child.close();
        }
    }
}
