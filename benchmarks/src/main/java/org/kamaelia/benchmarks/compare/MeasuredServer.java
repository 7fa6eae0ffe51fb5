package org.kamaelia.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.benchmarks.process.FreePorts;

/** A server that is measured, in a process of its own, which {@link #close()} ends. */
final class MeasuredServer implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 20;
    private static final Work FIRST = Work.get("the first request", "/plaintext", 1, 1);

    private final String name;
    private final ChildProcess child;
    private final Path log;
    private final int port;

    private MeasuredServer(String name, ChildProcess child, Path log, int port) {
        this.name = name;
        this.child = child;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a server on the first processor, if {@code taskset} is there, and waits until it answers.
     *
     * @throws IOException if it does not, with what the server printed
     */
    static MeasuredServer start(Contender contender, Path root) throws IOException, InterruptedException {
        int port = FreePorts.pair();
        Path log = Files.createTempFile("server", ".log");
        List<String> command = new ArrayList<>(Processors.first());
        command.addAll(contender.command(root, port));
        ChildProcess child = ChildProcess.start(new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        MeasuredServer server = new MeasuredServer(contender.title(), child, log, port);
        boolean answers = false;
        try {
            answers = child.awaitReady(server::answers, LONGEST_START);
            if (!answers) {
                throw new IOException(server.name + " does not answer. It printed:\n" + Files.readString(log));
            }
        } finally {
            if (!answers) {
                server.close();
            }
        }
        return server;
    }

    private boolean answers() throws IOException {
        return Sample.responseLength(port, FIRST) > 0;
    }

    /** What tables call it. */
    String name() {
        return name;
    }

    long pid() {
        return child.process().pid();
    }

    /** A client that is connected to it. */
    Client client(Work work) throws IOException {
        return new Client(port, work);
    }

    /**
     * Loads the server for so long, or for longer if other programs kept it from its processor: its CPU time is counted in
     * hundredths of a second.
     *
     * @param client connected to this server
     * @throws IOException if the server hardly got any CPU time
     */
    Load load(Client client, Duration time) throws IOException {
        CpuTime before = CpuTime.of(pid());
        long answers = 0;
        for (int i = 0; i < MOST_TRIES; i++) {
            answers += client.run(time.toNanos());
            CpuTime used = CpuTime.of(pid()).since(before);
            if (used.total() > time.toNanos() / 5) {
                return new Load(answers * 1e9 / used.total(), (double) used.compiler() / used.total());
            }
        }
        throw new IOException(name + " gave " + answers + " answers, and hardly got any CPU time");
    }

    /**
     * Loads the server until it is warm.
     *
     * @param client connected to this server
     * @param longest about the longest time that this takes
     * @return why the server is not warm; empty if it is
     */
    Optional<String> warmUp(Client client, Duration longest) throws IOException {
        return new WarmUp(System::nanoTime).run(() -> load(client, WINDOW), longest);
    }

    /**
     * Loads the server until it is warm.
     *
     * @throws IOException if it is not warm by then
     */
    void requireWarm(Client client, Duration longest) throws IOException {
        Optional<String> complaint = warmUp(client, longest);
        if (complaint.isPresent()) {
            throw new IOException(name + " is not warm: " + complaint.get());
        }
    }

    @Override
    public void close() {
        child.close();
        File printed = log.toFile();
        if (!printed.delete()) {
            printed.deleteOnExit();
        }
    }
}
