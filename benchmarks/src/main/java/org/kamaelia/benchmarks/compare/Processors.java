package org.kamaelia.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps servers and the client out of each other's way: servers on the first processor, the client on the others. */
final class Processors {
    private Processors() {}

    /** What a command begins with to run on the first processor; nothing where {@code taskset} is not installed. */
    static List<String> first() {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, "taskset").canExecute());
        return there ? List.of("taskset", "-c", "0") : List.of();
    }

    /** The machine, the system and the JVM, in a line. */
    static String machine() throws IOException {
        List<String> processors = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .toList(); // all of them, where this process may use some only
        return (processors.isEmpty() ? "" : processors.size() + " x " + processors.get(0) + ", ")
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version");
    }
}
