package org.kamaelia.verification.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.kamaelia.verification.faults.Crowd.Manner;

/** Good traffic beside thousands of connections that are idle, or that never come to the end of their header section. */
final class CrowdedRun {
    private static final int IDLE = 10_000;
    private static final int SLOW = 2_000;
    private static final int SPARE = 500;
    /** As for a server whose cap is raised: with 256 MiB it collects every 2 s, and moves those that have just come. */
    private static final int HEAP_MIB = 1_024;

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration CROWD_WARM_UP = Duration.ofSeconds(12);
    /** For what it costs both sides to have ten thousand connections join to be over. */
    private static final Duration SETTLING = Duration.ofSeconds(8);

    /** Many short ones: what has the machine for a moment, such as a collection every 10 s, is in few of them. */
    private static final Duration SAMPLE = Duration.ofMillis(800);

    private static final int ROUNDS = 7;
    private static final double SLOWER = 1.5;
    private static final double LESS = 0.9;
    /** Of those with slow headers some have just been turned away and come again. */
    private static final double ALMOST = 0.99;

    private static final String SLOW_HEAD = "GET /good/short/1 HTTP/1.1\r\nHost: localhost\r\n";

    private final Path directory;

    CrowdedRun(Path directory) {
        this.directory = directory;
    }

    List<Verdict> run() throws Exception {
        int most = ServerProcess.mostDescriptors() - SPARE;
        if (most < IDLE + SLOW) {
            String figures = "needs ulimit -n " + (IDLE + SLOW + SPARE) + ", the system allows " + (most + SPARE);
            return List.of(Verdict.of("3 idle and slow clients", figures, false));
        }
        try (ServerProcess server = ServerProcess.start(directory, IDLE + SLOW + 4 * SPARE, HEAP_MIB);
                GoodTraffic good = new GoodTraffic(server.port())) {
            good.capacity(WARM_UP);
            try (Slow slow = new Slow(server.port())) { // what turns them away is compiled now and not while we measure
                slow.await();
                good.capacity(CROWD_WARM_UP);
            }
            double half = good.capacity(SAMPLE) / 2;
            good.window(half, SAMPLE);
            List<Window> alone = sample(good, half);
            List<Window> crowded;
            long open;
            try (Crowd idle = new Crowd(server.port(), Manner.of("", ""));
                    Slow slow = new Slow(server.port())) {
                idle.join(IDLE);
                slow.await();
                good.capacity(SETTLING);
                crowded = sample(good, half);
                open = server.counter("plain-connections");
            }
            return verdicts(alone, crowded, open);
        }
    }

    /** In turn: latency at half the rate, and how much can be answered at most. */
    private static List<Window> sample(GoodTraffic good, double half) throws Exception {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            windows.add(good.window(half, SAMPLE));
            windows.add(good.closedLoop(SAMPLE));
        }
        return windows;
    }

    private static List<Verdict> verdicts(List<Window> alone, List<Window> crowded, long open) {
        double slower = p99(crowded) / p99(alone);
        double rate = rate(crowded) / rate(alone);
        long bad = crowded.stream()
                .mapToLong(window -> window.lost() + window.wrong())
                .sum();
        boolean there = open >= (IDLE + SLOW) * ALMOST;
        String latency = String.format(
                "%,d connections: p99 %.2f ms, alone %.2f: %.2f times, at most %.1f; %d answers lost or wrong",
                open, p99(crowded), p99(alone), slower, SLOWER, bad);
        String answers = String.format(
                "%,.0f answers a second, alone %,.0f: %.2f times, at least %.1f",
                rate(crowded), rate(alone), rate, LESS);
        return List.of(
                Verdict.of("3 latency beside a crowd", latency, slower <= SLOWER && bad == 0 && there),
                Verdict.of("3 throughput beside a crowd", answers, rate >= LESS));
    }

    private static double p99(List<Window> windows) {
        return median(windows, 0, Window::p99);
    }

    private static double rate(List<Window> windows) {
        return median(windows, 1, Window::perSecond);
    }

    /** Of every second window: one in which another program has the machine does not count. */
    private static double median(List<Window> windows, int from, ToDoubleFunction<Window> figure) {
        return IntStream.range(0, ROUNDS)
                .mapToDouble(round -> figure.applyAsDouble(windows.get(2 * round + from)))
                .sorted()
                .toArray()[ROUNDS / 2];
    }

    /** Clients of slow headers; those that are answered 408 after 10 s come again. */
    private static final class Slow implements AutoCloseable {
        private static final int STEPS = 40;
        /** So many more of them, in proportion, as have just been turned away at any time: seen 0.2 to 0.28 of all. */
        private static final int RETURNING = STEPS * 2 / 5;

        private static final long STEP_NANOS = 150_000_000L;

        private final int port;
        private final CountDownLatch there = new CountDownLatch(1);
        private final Thread thread = new Thread(this::run, "slow-headers");
        private volatile boolean closed;

        Slow(int port) {
            this.port = port;
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try (Crowd crowd = new Crowd(port, Manner.of(SLOW_HEAD, "X-Slow: yes\r\n"))) {
                crowd.returning().every(3);
                for (int i = 0; i < STEPS + RETURNING; i++) { // so that their 10 s are not over all at once
                    crowd.join(SLOW / STEPS).until(System.nanoTime() + STEP_NANOS);
                }
                there.countDown();
                while (!closed) {
                    crowd.until(System.nanoTime() + STEP_NANOS);
                }
            } catch (java.io.IOException failure) {
                failure.printStackTrace();
            }
        }

        void await() throws InterruptedException {
            there.await();
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
