package org.kamaelia.net.loop;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What fits into the memory that this JVM may have: the defaults of the budget and of the number of connections. */
public final class MemoryLimits {
    /** What a connection costs beside what it holds: its socket, its key, and the components of HTTP/1; in bytes. */
    public static final int CONNECTION = 6 * 1024;

    /** What a TLS handshake may hold: an engine, and a hello of the largest size that is accepted; in bytes. */
    private static final int HANDSHAKE = 48 * 1024;

    private static final long LEAST_BUDGET = 4L << 20;
    private static final int PART_OF_MEMORY = 4;
    private static final Pattern DIRECT =
            Pattern.compile("-XX:MaxDirectMemorySize=(\\d+)([kKmMgGtT]?)(?!.*-XX:MaxDirectM)");

    private MemoryLimits() {}

    /** A quarter of the heap, and at most a quarter of the direct memory, that this JVM may have; at least 4 MiB. */
    static long budget() {
        return budget(Runtime.getRuntime().maxMemory(), directMemory());
    }

    static long budget(long heap, long direct) {
        return Math.max(LEAST_BUDGET, Math.min(heap, direct) / PART_OF_MEMORY);
    }

    /** How many connections fit into a quarter of the heap, at most this many and at least 64. */
    public static int connections(int most) {
        return connections(most, Runtime.getRuntime().maxMemory());
    }

    static int connections(int most, long heap) {
        return (int) Math.min(most, Math.max(64, heap / PART_OF_MEMORY / CONNECTION));
    }

    /** How many TLS handshakes of the largest size fit into an eighth of the heap, from 64 to 8,192. */
    public static int handshakes() {
        return handshakes(Runtime.getRuntime().maxMemory());
    }

    static int handshakes(long heap) {
        return (int) Math.max(64, Math.min(8_192, heap / 8 / HANDSHAKE));
    }

    /** The direct memory that this JVM may have: as much as heap, unless an option says otherwise. */
    private static long directMemory() {
        Optional<String[]> arguments = ProcessHandle.current().info().arguments();
        String all = String.join(
                " ",
                Stream.concat(
                                Stream.of(environment("JAVA_TOOL_OPTIONS"), environment("JDK_JAVA_OPTIONS")),
                                arguments.stream().flatMap(Stream::of))
                        .toList());
        return directMemory(all, Runtime.getRuntime().maxMemory());
    }

    private static String environment(String name) {
        @Nullable String value = System.getenv(name);
        return value == null ? "" : value;
    }

    /** Reads the last option for direct memory; without one it is as much as heap. */
    static long directMemory(String options, long heap) {
        Matcher found = DIRECT.matcher(options);
        if (!found.find()) {
            return heap;
        }
        long value = Long.parseLong(found.group(1));
        int power = "kmgt".indexOf(found.group(2).toLowerCase(java.util.Locale.ROOT)) + 1;
        long bytes = found.group(2).isEmpty() ? value : value << 10 * power;
        return bytes == 0 ? heap : bytes;
    }
}
