package org.kamaelia.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program that runs as a child of this one. When this program ends, its children are ended, each by its own id. */
public final class ChildProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int PATIENCE_SECONDS = 10;
    private static final int POLL_MILLIS = 20;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Tells whether a child is ready; an exception means that it is not ready yet. */
    @FunctionalInterface
    public interface Probe {
        /** Whether the child is ready. */
        boolean isReady() throws IOException;
    }

    /**
     * Starts a program.
     *
     * @throws IOException if it cannot be started
     */
    public static ChildProcess start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        RUNNING.add(process);
        return new ChildProcess(process);
    }

    /** The file {@code java} of the JVM that runs this program. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The running program, for its streams, its id and its status. */
    public Process process() {
        return process;
    }

    /**
     * Waits until the probe says that the child is ready.
     *
     * @param longest how long to wait
     * @return false if the child has ended, or was not ready in time
     */
    public boolean awaitReady(Probe probe, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!isReady(probe)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                return false;
            }
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
        return true;
    }

    private static boolean isReady(Probe probe) {
        try {
            return probe.isReady();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks the child to end (SIGTERM), kills it after 10 s, and waits until it has ended. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
    }
}
