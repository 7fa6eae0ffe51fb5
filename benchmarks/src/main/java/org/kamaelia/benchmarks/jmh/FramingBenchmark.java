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

    /** A response made once and sent many times. */
    @Benchmark
    public byte[] headOfSharedResponse() {
        return shared.encodedHead();
    }

    /** A response made for the request. */
    @Benchmark
    public byte[] headOfNewResponse() {
        return Response.text("Hello, World!").encodedHead();
    }

    /** A response made for the request, with two fields of its own. */
    @Benchmark
    public byte[] headWithTwoFields() {
        return Response.text("Hello, World!")
                .header("Cache-Control", "no-store")
                .header("ETag", "\"1\"")
                .encodedHead();
    }

    /** The line before a chunk of 64 KiB. */
    @Benchmark
    public int chunkLine() {
        return ResponseEncoder.chunkLine(size, line);
    }
}
