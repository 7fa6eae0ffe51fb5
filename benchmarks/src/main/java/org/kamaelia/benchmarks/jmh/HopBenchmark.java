package org.kamaelia.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.axon.Stage;
import org.kamaelia.axon.StatisticsGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One hop of a message from a component to the next on one scheduler, with what the server has on its boxes: a bound in
 * messages, a bound in bytes and the counters of a statistics group. Messages go round in a ring. Two components, each
 * of a class of its own, are what a compiler can still inline; with four, as in a server, it cannot.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HopBenchmark {
    static final int BYTE_BOUND = 48 * 1024;
    private static final int HOPS = 1024;
    private static final int BATCH = 12;

    private final Scheduler scheduler = new Scheduler("hops", System::nanoTime);
    private final ByteBuffer message = ByteBuffer.allocateDirect(64);
    private Relay[] ring = {};

    /** How many components are in the ring. */
    @Param({"2", "4"})
    public int components;

    private static BoxSpec<ByteBuffer> spec(String role, ToIntFunction<ByteBuffer> weigher) {
        return BoxSpec.of(role, "inbox", "a buffer", BoxSpec.DEFAULT_CAPACITY, weigher);
    }

    /** Wires the ring; on the thread that runs the benchmark, which the scheduler takes as its own. */
    @Setup
    public void wire() {
        Relay[] kinds = {
            new Relay(spec("first", ByteBuffer::remaining)),
            new Relay(spec("second", buffer -> buffer.limit() - buffer.position())) {},
            new Relay(spec("third", ByteBuffer::capacity)) {},
            new Relay(spec("fourth", ByteBuffer::limit)) {}
        };
        ring = Arrays.copyOf(kinds, components);
        StatisticsGroup group = scheduler.statistics("benchmark");
        for (int i = 0; i < ring.length; i++) {
            ring[i].inbox().boundBy(new ByteBound(BYTE_BOUND), true);
            ring[i].outbox().linkTo(ring[(i + 1) % ring.length].inbox());
            scheduler.activate(ring[i], group);
        }
        scheduler.runUntilIdle();
    }

    /** One message: a step for every hop. */
    @Benchmark
    @OperationsPerInvocation(HOPS)
    public int oneAtATime() {
        return run(1);
    }

    /** Twelve messages: a step for every twelve hops. */
    @Benchmark
    @OperationsPerInvocation(HOPS)
    public int inBatches() {
        return run(BATCH);
    }

    private int run(int messages) {
        for (Relay relay : ring) {
            relay.left = HOPS / ring.length;
        }
        for (int i = 0; i < messages; i++) {
            ring[0].send(message);
        }
        scheduler.runUntilIdle();
        return ring[0].left;
    }

    /** Passes on so many messages, and drops what comes then. */
    private static class Relay extends Stage<ByteBuffer, ByteBuffer> {
        int left;

        Relay(BoxSpec<ByteBuffer> spec) {
            super(spec);
        }

        void send(ByteBuffer message) {
            left--;
            outbox.send(message);
        }

        @Override
        protected void step() {
            for (ByteBuffer message; (message = inbox.poll()) != null; ) {
                if (left > 0 && outbox.hasRoom()) {
                    send(message);
                }
            }
        }
    }
}
