package org.kamaelia.verification.faults.server;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers the test: one line of standard input is a command, one line of standard output the answer, {@code name=number}
 * pairs.
 *
 * <pre>
 *   state      collects garbage, then: heap, direct, rss (bytes), threads, descriptors
 *   counters   what handlers and sockets have counted
 *   exhaust    takes every descriptor that the process may have
 *   release    gives them back
 * </pre>
 */
final class Control {
    private static final int COLLECTIONS = 3;
    private static final int MOST_DESCRIPTORS = 1 << 20;

    private final Supplier<Map<String, Long>> counters;
    private final List<InputStream> taken = new ArrayList<>();

    Control(Supplier<Map<String, Long>> counters) {
        this.counters = counters;
    }

    /** Answers until standard input ends. */
    void run(String greeting) throws IOException, InterruptedException {
        PrintStream out = System.out;
        state(); // what it loads is loaded before descriptors are gone
        out.println(greeting);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String command; (command = in.readLine()) != null; ) {
            Map<String, Long> answer = switch (command) {
                case "state" -> state();
                case "counters" -> counters.get();
                case "exhaust" -> exhaust();
                case "release" -> release();
                default -> throw new IllegalArgumentException("No such command: " + command);
            };
            out.println(answer.entrySet().stream()
                    .map(pair -> pair.getKey() + "=" + pair.getValue())
                    .collect(Collectors.joining(" ")));
        }
    }

    private static Map<String, Long> state() throws IOException, InterruptedException {
        Map<String, Long> state = new TreeMap<>();
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) { // what one collection finds another may free
            System.gc();
            Thread.sleep(20);
            heap = Math.min(
                    heap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        state.put("heap", heap);
        state.put("direct", direct());
        state.put("rss", resident());
        state.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            state.put("descriptors", open.count() - 1); // without that of the list
        }
        return state;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("The kernel does not say how much memory is resident");
    }

    private Map<String, Long> exhaust() {
        try {
            while (taken.size() < MOST_DESCRIPTORS) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException expected) {
            return Map.of("taken", (long) taken.size());
        }
        throw new IllegalStateException("More than " + MOST_DESCRIPTORS + " descriptors; set a limit with ulimit -n");
    }

    private Map<String, Long> release() throws IOException {
        for (InputStream descriptor : taken) {
            descriptor.close();
        }
        long released = taken.size();
        taken.clear();
        return Map.of("released", released);
    }
}
