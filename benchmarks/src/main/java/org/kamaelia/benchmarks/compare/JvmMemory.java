package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM with the serial collector has in memory.
 *
 * @param liveHeap bytes on its heap after a full collection
 * @param outside resident bytes that are not on its heap
 */
record JvmMemory(long liveHeap, long outside) {
    private static final int MOST_LOOKS = 6;
    private static final long SAME = 128 * 1024;
    private static final Pattern GENERATION =
            Pattern.compile("(?i)^ *(?:def ?new|tenured) .*?used (\\d+)K", Pattern.MULTILINE);
    private static final Pattern SPACE = Pattern.compile("\\[?0x([0-9a-f]{8,16})");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");

    long total() {
        return liveHeap + outside;
    }

    /** Reads until the same comes twice: compilers give back late what they needed. */
    static JvmMemory settled(long pid) throws IOException, InterruptedException {
        JvmMemory before = of(pid);
        for (int i = 0; i < MOST_LOOKS; i++) {
            Thread.sleep(1_000);
            JvmMemory now = of(pid);
            if (Math.abs(now.total() - before.total()) < SAME) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** Collects, gives back what is free outside the heap, where the JVM can do that, and reads. */
    static JvmMemory of(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        jcmd(pid, "System.trim_native_heap");
        String heap = jcmd(pid, "GC.heap_info");
        // Only the lines of generations and spaces have addresses of the heap.
        String spaces = heap.split("(?i)metaspace")[0];
        long live = 0;
        for (Matcher generation = GENERATION.matcher(spaces); generation.find(); ) {
            live += Long.parseLong(generation.group(1)) * 1024;
        }
        long from = Long.MAX_VALUE;
        long to = 0;
        for (Matcher address = SPACE.matcher(spaces); address.find(); ) {
            long at = Long.parseUnsignedLong(address.group(1), 16);
            from = Math.min(from, at);
            to = Math.max(to, at);
        }
        if (live == 0 || to == 0) {
            throw new IOException("Not the heap of a serial collector: " + heap);
        }
        return new JvmMemory(live, outside(pid, from, to));
    }

    private static long outside(long pid, long heapFrom, long heapTo) throws IOException {
        long bytes = 0;
        boolean counts = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"), StandardCharsets.ISO_8859_1)) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                long at = Long.parseUnsignedLong(mapping.group(1), 16);
                counts = Long.compareUnsigned(at, heapFrom) < 0 || Long.compareUnsigned(at, heapTo) >= 0;
            } else if (counts && line.startsWith("Rss:")) {
                bytes += Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return bytes;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
