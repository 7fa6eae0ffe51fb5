package org.kamaelia.verification.smuggling;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.benchmarks.process.FreePorts;

/**
 * HAProxy or nginx in front of an origin server, with one of our configurations. It runs in the foreground as a child of
 * this process, on a free port of loopback, with all its files in a directory of its own.
 */
final class FrontEnd implements AutoCloseable {
    /** The field by which a front end marks each request that it passes on: secret, method and target. */
    static final String MARK = "X-Front";

    private static final int TRIES = 3;
    private static final Duration LONGEST_START = Duration.ofSeconds(5);
    private static final String RELAXED = "accept-unsafe-violations-in-http-request";
    /** The same option in HAProxy's older versions. */
    private static final String RELAXED_ONCE = "accept-invalid-http-request";

    private final ChildProcess child;
    private final int port;
    private final Path output;

    private FrontEnd(ChildProcess child, int port, Path output) {
        this.child = child;
        this.port = port;
        this.output = output;
    }

    /**
     * Starts one and waits until it accepts connections.
     *
     * @param template its configuration, {@code .cfg} for HAProxy and {@code .conf} for nginx
     * @param directory an empty one, for its files
     * @param origin the port of the server behind it
     * @param secret what no client can know
     * @throws IOException if it does not start; the message has what it said
     */
    static FrontEnd start(Path template, Path directory, int origin, String secret)
            throws IOException, InterruptedException {
        String said = "";
        for (int i = 0; i < TRIES; i++) {
            int port = FreePorts.pair();
            String text = Files.readString(template)
                    .replace("@LISTEN@", String.valueOf(port))
                    .replace("@ORIGIN@", String.valueOf(origin))
                    .replace("@SECRET@", secret)
                    .replace("@DIR@", directory.toString());
            Path file = directory.resolve(template.getFileName().toString());
            Files.writeString(file, text);
            List<String> command = command(file, directory);
            Path output = directory.resolve("output.txt");
            ChildProcess child = ChildProcess.start(
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()));
            FrontEnd started = new FrontEnd(child, port, output);
            if (child.awaitReady(started::accepts, LONGEST_START)) {
                return started;
            }
            started.close();
            said = Files.readString(output); // most likely somebody else has got the port meanwhile
        }
        throw new IOException(template.getFileName() + " does not start: " + said);
    }

    private static List<String> command(Path file, Path directory) throws IOException, InterruptedException {
        if (file.toString().endsWith(".conf")) {
            String log = directory.resolve("start.log").toString();
            return List.of("nginx", "-p", directory.toString(), "-e", log, "-c", file.toString());
        }
        if (output("haproxy", "-c", "-f", file.toString()).contains("unknown option '" + RELAXED)) {
            Files.writeString(file, Files.readString(file).replace(RELAXED, RELAXED_ONCE));
        }
        return List.of("haproxy", "-db", "-q", "-f", file.toString());
    }

    /** What the programs say of their versions, one a line. */
    static String versions() throws IOException, InterruptedException {
        String haproxy = output("haproxy", "-v").lines().findFirst().orElse("HAProxy of an unknown version");
        return haproxy + "\n" + output("nginx", "-v").trim();
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }

    private boolean accepts() throws IOException {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        }
    }

    /** Where clients connect. */
    int port() {
        return port;
    }

    /** Says that it has ended by itself, with its status and what it said; null if it still runs after the wait. */
    @Nullable
    String failure(Duration wait) throws IOException, InterruptedException {
        Process process = child.process();
        if (!process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        return "ended with " + process.exitValue() + ": " + said();
    }

    /** What it said and logged so far. */
    String said() throws IOException {
        Path log = output.resolveSibling("error.log");
        return Files.readString(output) + (Files.exists(log) ? Files.readString(log) : "");
    }

    @Override
    public void close() {
        child.close();
    }
}
