package org.kamaelia.verification.siege;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.benchmarks.process.FreePorts;

/** A server under attack: ours, or a peer, as a process of its own. */
final class Target implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final ChildProcess child;
    private final @Nullable BufferedReader said;
    private final int port;
    private final int tlsPort;

    private Target(ChildProcess child, @Nullable BufferedReader said, int port, int tlsPort) {
        this.child = child;
        this.said = said;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** Our server, with a heap of so many MiB. */
    static Target ours(Path directory, int heap) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ChildProcess.java(),
                "-Xmx" + heap + "m",
                "-cp",
                System.getProperty("java.class.path"),
                SiegeServer.class.getName(),
                directory.toString());
        ChildProcess child = ChildProcess.start(builder.redirectError(
                ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile())));
        BufferedReader said =
                new BufferedReader(new InputStreamReader(child.process().getInputStream(), StandardCharsets.US_ASCII));
        String[] ports = String.valueOf(said.readLine()).split(" ");
        return new Target(child, said, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
    }

    /** A peer; its arguments for java contain {@code {port}}. Null if it does not start. */
    static @Nullable Target peer(List<String> arguments, Path directory, int heap)
            throws IOException, InterruptedException {
        int port = FreePorts.pair();
        List<String> command = new ArrayList<>(List.of(ChildProcess.java(), "-Xmx" + heap + "m"));
        arguments.forEach(argument -> command.add(argument.replace("{port}", String.valueOf(port))));
        ChildProcess child = ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("peers.log").toFile())));
        boolean ready = child.awaitReady(
                () -> {
                    new java.net.Socket("127.0.0.1", port).close();
                    return true;
                },
                LONGEST_START);
        if (!ready) {
            child.close();
            return null;
        }
        return new Target(child, null, port, -1);
    }

    /** The application with actuator: its public port, and actuator's as that of TLS. Null if it does not start. */
    static @Nullable Target actuator(Path jar, Path directory, int heap) throws IOException, InterruptedException {
        int actuator = FreePorts.pair();
        int secure = FreePorts.pair();
        String key = "--kamaelia.http.servers.";
        Target target = peer(
                List.of(
                        "-jar",
                        jar.toString(),
                        key + "public.port={port}",
                        key + "admin.port=" + actuator,
                        key + "secure.port=" + secure),
                directory,
                heap);
        return target == null ? null : new Target(target.child, null, target.port, actuator);
    }

    boolean isOurs() {
        return said != null;
    }

    int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    boolean isAlive() {
        return child.process().isAlive();
    }

    /** What our server holds; null if it does not answer within 20 s, or is a peer. */
    SiegeServer.@Nullable State state() throws InterruptedException {
        BufferedReader from = said;
        if (from == null || !isAlive()) {
            return null;
        }
        PrintStream to = new PrintStream(child.process().getOutputStream(), true, StandardCharsets.US_ASCII);
        to.println();
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
            try {
                return String.valueOf(from.readLine());
            } catch (IOException ended) {
                return "";
            }
        });
        try {
            String answered = line.get(20, TimeUnit.SECONDS);
            return answered.startsWith("State") ? SiegeServer.State.read(answered) : null;
        } catch (ExecutionException | TimeoutException silent) {
            return null;
        }
    }

    /** Resident memory in MiB; -1 if it has ended. */
    long residentMib() {
        try {
            for (String line : java.nio.file.Files.readAllLines(
                    Path.of("/proc/" + child.process().pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
        } catch (IOException ended) {
            return -1;
        }
        return -1;
    }

    @Override
    public void close() {
        child.close();
    }
}
