package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the parts of the test that were asked for; see {@code verification/faults/run.sh}. */
public final class Faults {
    private static final String USAGE = """
            Usage: Faults DIR [--seconds N] [--faults PATTERN] [--parts 123456] [--minutes N] [--peers HOME]
              DIR         verification/faults, where the configurations of the front ends are
              --seconds   how long each fault takes; 15
              --faults    a regular expression for the names of the faults; all of them
              --parts     which parts to run; 1 to 6; 8 is the soak
              --peers     afterwards some faults are done to other servers, built there; not counted
              --minutes   how long the soak takes; 10
            """;

    /** The jar with the servers of load tests, from the root of the repository, where the script runs this. */
    private static final Path BENCHMARKS = Path.of("benchmarks", "target", "benchmarks.jar");

    private Faults() {}

    /** Exits with 0 if every requirement holds, with 1 if not, and with 2 if the test could not run. */
    public static void main(String[] args) {
        int status = 2;
        try {
            status = run(Options.parse(args));
        } catch (IllegalArgumentException mistake) {
            System.err.println(mistake.getMessage());
            System.err.print(USAGE);
        } catch (Exception failure) {
            failure.printStackTrace();
        }
        System.exit(status);
    }

    private static int run(Options options) throws Exception {
        Path scratch = Files.createTempDirectory("faults");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(scratch)));
        List<Verdict> verdicts = new ArrayList<>();
        for (char part : options.parts().toCharArray()) {
            Path directory = Files.createDirectory(scratch.resolve(String.valueOf(part)));
            long begin = System.nanoTime();
            List<Verdict> some = part(part, options, directory);
            some.forEach(Faults::print);
            System.out.printf("Part %c took %.0f s%n%n", part, (System.nanoTime() - begin) / 1e9);
            verdicts.addAll(some);
        }
        long missed = verdicts.stream().filter(verdict -> !verdict.holds()).count();
        System.out.println(
                missed == 0 ? "Everything holds." : missed + " of " + verdicts.size() + " requirements are missed.");
        return missed == 0 ? 0 : 1;
    }

    private static void print(Verdict verdict) {
        System.out.printf("%-34s %-6s %s%n", verdict.what(), verdict.holds() ? "ok" : "MISSED", verdict.figures());
        for (String missed : verdict.missed()) {
            if (!missed.equals(verdict.figures())) {
                System.out.printf("%-34s        %s%n", "", missed);
            }
        }
    }

    private static List<Verdict> part(char part, Options options, Path directory) throws Exception {
        return switch (part) {
            case '1' -> new FaultRun(directory, options.seconds(), options.pattern(), System.out).run();
            case '2' -> new StalledReaders(directory).run();
            case '3' -> new CrowdedRun(directory).run();
            case '4' -> new DescriptorRun(directory).run();
            case '5' -> new OverloadRun(directory).run();
            case '6' -> new RollingRestarts(options.home().resolve("frontends"), BENCHMARKS, directory).run();
            case 'p' -> {
                new PeerRun(options.home().resolve("peers.conf"), options.peers(), BENCHMARKS, directory).run();
                yield List.of();
            }
            case '8' -> new Soak(directory, options.minutes()).run();
            default -> throw new IllegalArgumentException("There is no part " + part);
        };
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            System.err.println("Left behind: " + left.getMessage());
        }
    }

    /** What the command line says. */
    private record Options(Path home, int seconds, String pattern, String parts, int minutes, Path peers) {
        static Options parse(String[] args) {
            if (args.length % 2 != 1) {
                throw new IllegalArgumentException("DIR comes first; every option has a value.");
            }
            Path home = Path.of(args[0]);
            Options options = new Options(home, 15, ".*", "123456", 10, home);
            for (int i = 1; i < args.length; i += 2) {
                options = options.with(args[i], args[i + 1]);
            }
            return options;
        }

        private Options with(String option, String value) {
            return switch (option) {
                case "--seconds" -> new Options(home, Integer.parseInt(value), pattern, parts, minutes, peers);
                case "--faults" -> new Options(home, seconds, value, parts, minutes, peers);
                case "--parts" -> new Options(home, seconds, pattern, value, minutes, peers);
                case "--minutes" -> new Options(home, seconds, pattern, parts, Integer.parseInt(value), peers);
                case "--peers" -> new Options(home, seconds, pattern, parts + "p", minutes, Path.of(value));
                default -> throw new IllegalArgumentException("There is no option " + option + ".");
            };
        }
    }
}
