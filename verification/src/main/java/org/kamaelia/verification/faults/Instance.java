package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.benchmarks.process.FreePorts;

/** One instance of the Spring application of the load tests, as a process of its own; actuator is on the next port. */
final class Instance implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 40;
    private static final List<String> OPTIONS = List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dkamaelia.http.shutdown.pre-drain-delay=2s",
            "-Dmanagement.endpoint.health.probes.enabled=true");

    private final int port = FreePorts.pair();
    private final Path jar;
    private final Path directory;
    private final Path output;
    private @Nullable ChildProcess child;

    /**
     * An instance that has not been started.
     *
     * @param jar {@code benchmarks.jar}, which has the application
     * @param directory for its files, which several instances may share
     * @param name of the file of this instance for what it prints
     */
    Instance(Path jar, Path directory, String name) {
        this.jar = jar;
        this.directory = directory;
        this.output = directory.resolve(name + ".txt");
    }

    int port() {
        return port;
    }

    int adminPort() {
        return port + 1;
    }

    /** Starts it and waits until it says that it is ready. */
    void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-jar", jar.toString(), "spring", String.valueOf(port), directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        ChildProcess started = ChildProcess.start(builder.redirectOutput(output.toFile()));
        child = started;
        if (!started.awaitReady(this::isReady, LONGEST_START)) {
            throw new IOException("It does not start: " + Files.readString(output));
        }
    }

    private boolean isReady() throws IOException {
        try (Peer peer = Peer.connect(adminPort())) {
            return peer.get("/actuator/health/readiness").status() == 200;
        }
    }

    /** Sends SIGTERM, as every platform does, and waits until it has ended by itself. */
    void stop() throws IOException, InterruptedException {
        ChildProcess running = child;
        if (running == null) {
            return;
        }
        running.process().destroy();
        if (!running.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("It does not stop: " + Files.readString(output));
        }
        running.close();
        child = null;
    }

    @Override
    public void close() {
        ChildProcess running = child;
        if (running != null) {
            running.close();
        }
    }
}
