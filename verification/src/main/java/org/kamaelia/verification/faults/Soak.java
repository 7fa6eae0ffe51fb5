package org.kamaelia.verification.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.kamaelia.verification.faults.ServerProcess.State;

/**
 * Good traffic and most of the faults, three at a time, for long: what leaks a little each time shows. The heap is looked
 * at after a collection; a line is laid through the samples after the first fifth. Before it all faults are made once and
 * together, so that the pools of buffers have grown by then: what grows later may be a leak.
 */
final class Soak {
    private static final String FAULTS = "throws-.*|answers-twice|wrong-length|stack-overflow|early-answer|slow-.*"
            + "|connection-flood|pipelining-flood|tiny-chunks|range-flood|endless-extension|continue-abuse"
            + "|reset-in-body|half-close|truncated-chunk|tls-.*|disk-full|stop-under-load";

    private static final int DESCRIPTORS = 8_192;
    private static final int LANES = 3;
    private static final int TURN_SECONDS = 13;
    private static final int SAMPLES = 50;
    private static final double SHARE = 0.25;
    private static final double MOST_SLOPE = 1.0;

    private final Path directory;
    private final int minutes;

    Soak(Path directory, int minutes) {
        this.directory = directory;
        this.minutes = minutes;
    }

    List<Verdict> run() throws Exception {
        Files.write(directory.resolve(FaultRun.FILE), new byte[FaultRun.FILE_SIZE]);
        try (ServerProcess server = ServerProcess.start(directory, DESCRIPTORS);
                GoodTraffic good = new GoodTraffic(server.port())) {
            double capacity = good.capacity(Duration.ofSeconds(5));
            Rehearsal.of(FaultRun.named(FAULTS), server, directory, TURN_SECONDS);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
            Tally tally = new Tally();
            for (int i = 0; i < LANES; i++) {
                int lane = i;
                started("lane-" + i, () -> lane(lane, server, tally, end));
            }
            good.rate(capacity * SHARE);
            good.cut();
            List<State> states = sample(server);
            return verdicts(states, good.cut(), tally);
        }
    }

    private static Thread started(String name, Runnable what) {
        Thread thread = new Thread(what, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Makes every third of the faults, time after time. */
    private void lane(int lane, ServerProcess server, Tally tally, long end) {
        List<Fault> faults = FaultRun.named(FAULTS);
        for (int turn = lane; System.nanoTime() < end; turn += LANES) {
            long until = Math.min(end, System.nanoTime() + TimeUnit.SECONDS.toNanos(TURN_SECONDS));
            if (!faults.get(turn % faults.size()).make(server, directory, tally, until)) {
                return;
            }
            tally.saw("faults");
        }
    }

    private List<State> sample(ServerProcess server) throws Exception {
        List<State> states = new ArrayList<>();
        long pause = TimeUnit.MINUTES.toMillis(minutes) / SAMPLES;
        for (int i = 0; i < SAMPLES; i++) {
            Thread.sleep(pause);
            State now = server.state();
            states.add(now);
            System.out.printf(
                    "  %4d s: heap %.2f MiB, direct %.2f, resident %.1f, %d threads, %d descriptors%n",
                    (i + 1) * pause / 1_000,
                    mib(now.heap()),
                    mib(now.direct()),
                    mib(now.resident()),
                    now.threads(),
                    now.descriptors());
        }
        return states;
    }

    private List<Verdict> verdicts(List<State> states, Window good, Tally tally) {
        List<State> steady = states.subList(SAMPLES / 5, SAMPLES);
        double heap = slope(steady, State::heap);
        double direct = slope(steady, State::direct);
        String load = String.format(
                "%d min, %,d good answers, %d lost, %d wrong, %d turns of faults, wrong: %s",
                minutes, good.answers(), good.lost(), good.wrong(), tally.count("faults"), tally.wrong());
        return List.of(
                Verdict.of(
                        "8 mixed load",
                        load,
                        good.lost() + good.wrong() == 0 && tally.wrong().isEmpty()),
                Verdict.of(
                        "8 heap after collection",
                        String.format("rises %.2f %% a minute, at most %.0f", heap, MOST_SLOPE),
                        heap < MOST_SLOPE),
                Verdict.of(
                        "8 direct memory",
                        String.format("rises %.2f %% a minute, at most %.0f", direct, MOST_SLOPE),
                        direct < MOST_SLOPE));
    }

    /** Per cent a minute by which a line through the samples rises, of their mean. */
    private double slope(List<State> states, ToLongFunction<State> value) {
        double minutesEach = (double) minutes / SAMPLES;
        double meanX = (states.size() - 1) / 2.0;
        double meanY = states.stream().mapToLong(value).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int i = 0; i < states.size(); i++) {
            above += (i - meanX) * (value.applyAsLong(states.get(i)) - meanY);
            below += (i - meanX) * (i - meanX);
        }
        return 100 * above / below / minutesEach / meanY;
    }

    private static double mib(long bytes) {
        return bytes / 1024.0 / 1024.0;
    }
}
