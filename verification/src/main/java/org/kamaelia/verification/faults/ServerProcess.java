package org.kamaelia.verification.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.verification.faults.server.FaultServer;

/** The server, as a process of its own, with its control. Thread-safe. */
final class ServerProcess implements AutoCloseable {
    private static final int HEAP_MIB = 256;

    private final ChildProcess child;
    private final BufferedReader answers;
    private final PrintStream commands;
    private final ServerLog log;
    private final int[] ports;

    private ServerProcess(ChildProcess child) throws IOException {
        this.child = child;
        Process process = child.process();
        log = new ServerLog(process.getErrorStream());
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        String greeting = line();
        ports = Arrays.stream(greeting.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param directory for the key store and the files to serve
     * @param descriptors how many it may have open; fewer if the system allows fewer
     */
    static ServerProcess start(Path directory, int descriptors) throws IOException, InterruptedException {
        return start(directory, descriptors, HEAP_MIB);
    }

    /**
     * The same with another heap.
     *
     * @param heapMib all of it is resident from the start
     */
    static ServerProcess start(Path directory, int descriptors, int heapMib) throws IOException, InterruptedException {
        KeyStores.make(directory.resolve("server.p12"), FaultServer.PASSWORD);
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "ulimit -n " + Math.min(descriptors, mostDescriptors()) + " && exec \"$@\"",
                "sh",
                ChildProcess.java()));
        command.addAll(List.of("-Xms" + heapMib + "m", "-Xmx" + heapMib + "m", "-XX:+AlwaysPreTouch"));
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), FaultServer.class.getName(), directory.toString()));
        return new ServerProcess(ChildProcess.start(new ProcessBuilder(command)));
    }

    /** How many descriptors a process may have open here. */
    static int mostDescriptors() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String hard = line.trim().split(" {2,}")[2];
                return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
            }
        }
        throw new IOException("The kernel does not say how many descriptors a process may have");
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The server has ended; it said last:\n" + log.tail());
        }
        return line;
    }

    private synchronized Map<String, Long> ask(String command) throws IOException {
        commands.println(command);
        Map<String, Long> pairs = new HashMap<>();
        for (String pair : line().split(" ")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    int port() {
        return ports[0];
    }

    int tlsPort() {
        return ports[1];
    }

    /** Of the server whose event loop serves nobody else. */
    int blockablePort() {
        return ports[2];
    }

    /** Of the server that stops and starts again. */
    int restartingPort() {
        return ports[3];
    }

    ServerLog log() {
        return log;
    }

    /** What it holds after a collection. */
    State state() throws IOException {
        Map<String, Long> said = ask("state");
        return new State(
                said.get("heap"), said.get("direct"), said.get("rss"), said.get("threads"), said.get("descriptors"));
    }

    /** What its handlers and sockets have counted. */
    Map<String, Long> counters() throws IOException {
        return ask("counters");
    }

    /** One of these, 0 if nothing was counted. */
    long counter(String name) throws IOException {
        return counters().getOrDefault(name, 0L);
    }

    /** Has it take all descriptors that it may have; answers how many that were. */
    long exhaustDescriptors() throws IOException {
        return ask("exhaust").get("taken");
    }

    /** Has it give them back. */
    void releaseDescriptors() throws IOException {
        ask("release");
    }

    @Override
    public void close() {
        log.pause(false);
        child.close();
    }

    /**
     * What a server holds.
     *
     * @param heap live bytes after a collection
     * @param direct bytes of direct memory
     * @param resident bytes of the process in memory
     * @param threads its live threads
     * @param descriptors its open descriptors
     */
    record State(long heap, long direct, long resident, long threads, long descriptors) {}
}
