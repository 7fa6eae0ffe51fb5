package org.kamaelia.verification.smuggling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.verification.smuggling.Judge.Verdict;
import org.kamaelia.verification.smuggling.Run.Moment;

/**
 * Sends the corpus to our server, directly and through every front end, and to the gullible server as a control. Exits
 * with 0 if nothing was smuggled and the control was caught everywhere, with 1 otherwise, and with 2 if the test itself
 * could not run.
 */
public final class Smuggling {
    private static final String USAGE = "Usage: Smuggling DIR [PATTERN]  (DIR holds corpus/ and frontends/)";
    private static final int MINUTES_MAX = 10;
    /** Every front end passes this message on, and the gullible server always falls for it. */
    private static final String CERTAIN = "body-get-cl";

    private final List<HostileCase> corpus;
    private final List<HostileCase> control;
    private final List<@Nullable Path> templates = new ArrayList<>();
    private final Path scratch;

    private Smuggling(Path directory, String pattern, Path scratch) throws IOException {
        this.scratch = scratch;
        List<HostileCase> all = Corpus.read(directory.resolve("corpus"));
        corpus = all.stream().filter(hostile -> hostile.name().matches(pattern)).toList();
        control = all.stream()
                .filter(hostile -> corpus.contains(hostile) || hostile.name().equals(CERTAIN))
                .toList();
        if (corpus.isEmpty()) {
            throw new IllegalArgumentException("No message has a name like " + pattern);
        }
        templates.add(null);
        try (Stream<Path> files = Files.list(directory.resolve("frontends"))) {
            files.sorted().forEach(templates::add);
        }
    }

    /** Runs the test; see {@code verification/smuggling/run.sh}. */
    public static void main(String[] args) throws Exception {
        if (args.length < 1 || args.length > 2) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Path scratch = Files.createTempDirectory("smuggling");
        int status = 2;
        try {
            status = new Smuggling(Path.of(args[0]), args.length > 1 ? args[1] : ".*", scratch).test();
        } catch (IllegalArgumentException mistake) {
            System.err.println(mistake.getMessage());
        } catch (ExecutionException | TimeoutException | IOException failure) {
            failure.printStackTrace();
        } finally {
            delete(scratch);
        }
        System.exit(status);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private int test() throws Exception {
        System.out.println(FrontEnd.versions());
        System.out.printf("%d hostile messages, %d lanes%n", corpus.size(), templates.size());
        ExecutorService threads = Executors.newFixedThreadPool(2 * templates.size());
        try {
            List<Future<Verdict>> real = new ArrayList<>();
            List<Future<Verdict>> control = new ArrayList<>();
            for (Path template : templates) {
                real.add(threads.submit(lane(template, true)));
                control.add(threads.submit(lane(template, false)));
            }
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES_MAX);
            return report(results(real, end), results(control, end));
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static List<Verdict> results(List<Future<Verdict>> lanes, long end) throws Exception {
        List<Verdict> verdicts = new ArrayList<>();
        for (Future<Verdict> lane : lanes) {
            verdicts.add(lane.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        }
        return verdicts;
    }

    private Callable<Verdict> lane(@Nullable Path template, boolean real) {
        return () -> {
            Lane lane = new Lane(real ? new KamaeliaOrigin() : new GullibleOrigin(), template, scratch);
            List<Run> runs;
            try (lane) {
                runs = runs(lane, real);
            }
            return Judge.judge(lane, runs);
        };
    }

    private List<Run> runs(Lane lane, boolean real) throws IOException, InterruptedException {
        try {
            List<Moment> moments = real ? List.of(Moment.values()) : List.of(Moment.AT_ONCE);
            List<Run> runs = new LaneRun(lane, real).run(real ? corpus : control, moments);
            lane.check(Duration.ZERO);
            return runs;
        } catch (IOException failure) {
            lane.check(Duration.ofSeconds(5));
            String what =
                    "The lane " + lane.name() + (real ? "" : ", control") + " broke on port " + lane.port() + ". ";
            throw new IOException(what + lane.said(), failure);
        }
    }

    private int report(List<Verdict> real, List<Verdict> control) {
        Report report = new Report(System.out);
        report.table(real);
        report.totals(real);
        report.disturbed(real);
        report.violations(real);
        boolean caught = report.control(control);
        boolean clean = real.stream().allMatch(lane -> lane.violations().isEmpty());
        System.out.println();
        System.out.println(clean ? "Nothing was smuggled." : "There are violations.");
        if (!caught) {
            System.out.println("The control was not caught in every lane: this run proves nothing.");
        }
        return clean && caught ? 0 : 1;
    }
}
