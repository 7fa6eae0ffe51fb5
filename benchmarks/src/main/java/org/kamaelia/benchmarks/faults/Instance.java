package org.kamaelia.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One instance of the Spring application of the load tests, with actuator on the next port, as a process of its own. */
final class Instance implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 40;
    private static final List<String> OPTIONS = List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dkamaelia.http.shutdown.pre-drain-delay=2s",
            "-Dmanagement.endpoint.health.probes.enabled=true");

    private final int port = FreePorts.pair();
    private final Path directory;
    private final Path output;
    private @Nullable Process process;

    Instance(Path directory, String name) {
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
        List<String> command = new ArrayList<>(List.of(ServerProcess.java()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.kamaelia.benchmarks.Main"));
        command.addAll(List.of("spring", String.valueOf(port), directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process started = Children.add(builder.redirectOutput(output.toFile()).start());
        process = started;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isReady()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IOException("It does not start: " + Files.readString(output));
            }
            started.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isReady() {
        try (Peer peer = Peer.connect(adminPort())) {
            return peer.get("/actuator/health/readiness").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Sends SIGTERM, as every platform does, and waits until it has ended by itself. */
    void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("It does not stop: " + Files.readString(output));
        }
        Children.end(running);
        process = null;
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            Children.end(running);
        }
    }
}
