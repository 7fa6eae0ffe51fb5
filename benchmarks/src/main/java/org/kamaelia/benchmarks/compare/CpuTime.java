package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The CPU time that a JVM has taken since its start, as Linux counts it: in hundredths of a second.
 *
 * @param total nanoseconds, of all threads
 * @param compiler nanoseconds, of the threads of the JVM's compilers that are alive
 */
record CpuTime(long total, long compiler) {
    private static final long NANOS_OF_TICK = 10_000_000; // USER_HZ is 100, see proc(5)
    private static final int USER_TIME = 11; // in /proc/PID/stat, counted from behind the name of the process
    private static final int SYSTEM_TIME = 12;

    /**
     * Reads the CPU time.
     *
     * @throws IOException if there is no such process
     */
    static CpuTime of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        long compiler = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                compiler += ofCompiler(thread);
            }
        }
        return new CpuTime(nanos(process), compiler);
    }

    private static long ofCompiler(Path thread) throws IOException {
        try {
            return read(thread.resolve("comm")).matches("C[12] Compiler.*") ? nanos(thread) : 0;
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    private static long nanos(Path of) throws IOException {
        String stat = read(of.resolve("stat"));
        String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(values[USER_TIME]) + Long.parseLong(values[SYSTEM_TIME])) * NANOS_OF_TICK;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    }

    /** What has been taken since an earlier reading. The compilers' share is too small where one of their threads ended. */
    CpuTime since(CpuTime earlier) {
        return new CpuTime(total - earlier.total, Math.max(0, compiler - earlier.compiler));
    }
}
