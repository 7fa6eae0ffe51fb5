package org.kamaelia.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.kamaelia.http.Response;
import org.kamaelia.http.http1.ResponseEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Responses put into octets, as far as that happens outside of a connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FramingBenchmark {
    private final Response shared = Response.text("Hello, World!");
    private final byte[] line = new byte[ResponseEncoder.CHUNK_LINE];
    private int size = 64 * 1024;

    private static byte[] head(Response response) {
        return ResponseEncoder.head(response.status(), response.fields());
    }

    /** A response made once. A connection keeps the octets of its head, so this is the cost of the first time. */
    @Benchmark
    public byte[] headOfSharedResponse() {
        return head(shared);
    }

    /** A response made for the request. */
    @Benchmark
    public byte[] headOfNewResponse() {
        return head(Response.text("Hello, World!"));
    }

    /** A response made for the request, with two fields of its own. */
    @Benchmark
    public byte[] headWithTwoFields() {
        return head(Response.text("Hello, World!")
                .header("Cache-Control", "no-store")
                .header("ETag", "\"1\""));
    }

    /** The line before a chunk of 64 KiB. */
    @Benchmark
    public int chunkLine() {
        return ResponseEncoder.chunkLine(size, line);
    }
}
