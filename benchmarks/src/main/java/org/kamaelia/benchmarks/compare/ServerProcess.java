package org.kamaelia.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that runs in a process of its own. Ended by {@link #close()}. */
final class ServerProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 20;
    private static final double FASTER = 1.04;
    private static final Work FIRST = Work.get("the first request", "/plaintext", 1, 1);

    private final String name;
    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(String name, Process process, Path log, int port) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a server on the first processor, if {@code taskset} is there, and waits until it answers.
     *
     * @throws IOException if it does not, with what the server printed
     */
    static ServerProcess start(Contender contender, Path root) throws IOException, InterruptedException {
        int port = freePort();
        Path log = Files.createTempFile("server", ".log");
        List<String> command = new ArrayList<>(Processors.first());
        command.addAll(contender.command(root, port));
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // also when this is interrupted
        ServerProcess server = new ServerProcess(contender.title(), process, log, port);
        try {
            server.awaitAnswer();
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            try {
                Sample.responseLength(port, FIRST);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException(name + " does not answer. It printed:\n" + Files.readString(log), notYet);
                }
                Thread.sleep(20);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** A client that is connected to it. */
    Client client(Work work) throws IOException {
        return new Client(port, work);
    }

    /**
     * Requests for each second of CPU time that the server took, over so long; longer, if others kept it from the CPU, as
     * that time is counted in hundredths of a second.
     *
     * @param client connected to this server
     */
    double perCpuSecond(Client client, Duration time) throws IOException {
        long before = cpuNanos();
        long answers = 0;
        for (int i = 0; i < MOST_TRIES; i++) {
            answers += client.run(time.toNanos());
            long used = cpuNanos() - before;
            if (used > time.toNanos() / 5) {
                return answers * 1e9 / used;
            }
        }
        throw new IOException(name + " gave " + answers + " answers, and hardly got any CPU time");
    }

    /**
     * Keeps it busy, for a third of the time at least, until it gets no faster, twice in a row: its compiler has done by
     * then, or has taken too long.
     */
    void warmUp(Client client, Duration longest) throws IOException {
        long begin = System.nanoTime();
        long end = begin + longest.toNanos();
        long earliest = begin + longest.toNanos() / 3; // a busy machine looks like a server that is warm
        double best = 0;
        for (int same = 0; (same < 2 || System.nanoTime() < earliest) && System.nanoTime() < end; ) {
            double figure = perCpuSecond(client, WARM_UP);
            same = figure < best * FASTER ? same + 1 : 0;
            best = Math.max(best, figure);
        }
    }

    private long cpuNanos() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The CPU time of a process is not known here"))
                .toNanos();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        File printed = log.toFile();
        if (!printed.delete()) {
            printed.deleteOnExit();
        }
    }
}
