package org.kamaelia.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import org.kamaelia.benchmarks.compare.Comparison;
import org.kamaelia.benchmarks.compare.Scaling;
import org.kamaelia.benchmarks.conformance.ConformanceServer;
import org.kamaelia.benchmarks.guard.GuardLatency;
import org.kamaelia.benchmarks.websocket.SocketLoad;

/**
 * Starts what the jar holds. Each server is reached through its own class alone, so that {@code core} loads nothing of
 * Spring and of JMH, whose loading would count as the server's start-up time.
 */
public final class Main {
    private static final String USAGE = """
            Usage: java -jar benchmarks.jar <what>

              core PORT DIR         the workloads on the core alone; DIR holds the file 1m
              spring PORT DIR       the same through the starter, with actuator and metrics on PORT+1 of loopback
              webflux PORT DIR      the same from a @RestController of WebFlux, with actuator on PORT+1
              conformance PORT DIR  a server for protocol test suites; request bodies of any size,
                                    and the files of DIR under /static/
                                    core, spring and conformance speak HTTP/1.1 and, by prior knowledge,
                                    HTTP/2 on PORT, and both over TLS with their own certificate on PORT+2
              jmh [ARGUMENTS]       the micro benchmarks; "jmh -h" explains the arguments
              guard                 the latency of a request alone, and beside 100 logins behind a blocking guard
              websocket PORT PID echo|all SIZE CLIENTS SECONDS  the client of websocket/run.sh
              compare ROOT ROUNDS [PART]       the starter against Spring MVC and WebFlux: use compare/run.sh
              compare-reactive ROOT ROUNDS [PART]  one application of WebFlux on this server and on Reactor
                                    Netty: use compare/webflux.sh
              plot ROOT DIR ROUNDS [cpu|memory] cost against the number of connections: use compare/plot.sh
            """;

    private Main() {}

    /**
     * Runs a server until the process is ended, or the benchmarks until they are done. Anything else explains itself
     * and exits with status 2.
     */
    public static void main(String[] args) throws Exception {
        try {
            switch (args.length == 0 ? "" : args[0]) {
                case "core" -> CoreServer.run(port(args), directory(args));
                case "spring" -> SpringServer.runProcessed(port(args), directory(args));
                case "webflux" -> WebFluxServer.run(port(args), directory(args));
                case "conformance" -> ConformanceServer.run(port(args), directory(args));
                case "websocket" -> socketLoad(args);
                case "guard" -> GuardLatency.run();
                case "compare" -> Comparison.run(path(args, 1), rounds(args, 2), args.length > 3 ? args[3] : "");
                case "compare-reactive" ->
                    Comparison.runReactive(path(args, 1), rounds(args, 2), args.length > 3 ? args[3] : "");
                case "plot" ->
                    Scaling.run(path(args, 1), path(args, 2), rounds(args, 3), args.length > 4 ? args[4] : "");
                case "jmh" -> org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
                default -> throw new IllegalArgumentException("Say what to run.");
            }
        } catch (IllegalArgumentException mistake) {
            System.err.println(mistake.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        }
    }

    private static void socketLoad(String[] args) throws Exception {
        if (args.length != 7) {
            throw new IllegalArgumentException("websocket takes six arguments.");
        }
        SocketLoad.run(
                port(args),
                Long.parseLong(args[2]),
                args[3],
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Double.parseDouble(args[6]));
    }

    private static int port(String[] args) {
        if (args.length < 2) {
            throw new IllegalArgumentException("The port is missing.");
        }
        try {
            int port = Integer.parseInt(args[1]);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // the same answer as for a number that is no port
        }
        throw new IllegalArgumentException(
                "A port is a number from 0 to 65535, not \"".concat(args[1]).concat("\"."));
    }

    private static Path path(String[] args, int at) {
        if (args.length <= at) {
            throw new IllegalArgumentException("A directory is missing.");
        }
        return new File(args[at]).toPath();
    }

    private static int rounds(String[] args, int at) {
        try {
            int rounds = Integer.parseInt(args.length > at ? args[at] : "");
            if (rounds > 0) {
                return rounds;
            }
        } catch (NumberFormatException notANumber) {
            // the same answer as for a number that is too small
        }
        throw new IllegalArgumentException("The number of rounds is missing, or is not at least 1.");
    }

    private static Path directory(String[] args) {
        if (args.length <= 2) {
            throw new IllegalArgumentException("The directory is missing.");
        }
        File directory = new File(args[2]);
        if (!directory.isDirectory()) {
            throw new IllegalArgumentException(
                    "There is no directory \"".concat(args[2]).concat("\"."));
        }
        return directory.toPath();
    }
}
