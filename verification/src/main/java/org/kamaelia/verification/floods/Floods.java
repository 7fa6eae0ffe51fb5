package org.kamaelia.verification.floods;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Does each flood to a server beside good traffic, and prints one line for each. Ends with status 0 if all pass. */
public final class Floods {
    private static final int ATTACKERS = 2;
    private static final String HEAP = "-Xmx96m";
    /** How much more heap may be used after a flood than before the first one, in bytes. */
    private static final long MORE_HEAP = 16L * 1024 * 1024;

    private Floods() {}

    /**
     * Runs the floods.
     *
     * @param arguments the seconds for each flood, and a part of the names of those to run; both may be absent
     */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        String part = arguments.length > 1 ? arguments[1] : "";
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process server = new ProcessBuilder(
                        java,
                        HEAP,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FloodServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean passed = true;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(out.readLine());
            long before = usedMemory(port);
            for (Flood flood : Flood.all()) {
                if (flood.name().contains(part)) {
                    passed &= run(flood, port, seconds, before) && server.isAlive();
                }
            }
        } finally {
            server.destroy();
        }
        System.out.println(passed ? "All floods passed." : "A flood did not pass.");
        System.exit(passed ? 0 : 1);
    }

    private static boolean run(Flood flood, int port, int seconds, long before) throws Exception {
        Attacker attacker = new Attacker(flood, port);
        GoodTraffic good = new GoodTraffic(port);
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> attackers = IntStream.range(0, ATTACKERS)
                .mapToObj(i -> new Thread(() -> attack(attacker, until), "attacker"))
                .toList();
        attackers.forEach(Thread::start);
        for (Thread thread : attackers) {
            thread.join();
        }
        good.end();
        long more = usedMemory(port) - before;
        boolean ended = attacker.ended.get() == attacker.connections.get();
        boolean passed = good.lost.get() == 0 && good.answers.get() > 0 && more < MORE_HEAP && ended;
        System.out.printf(
                Locale.ROOT,
                "%-6s %-42s waves %,9d, connections %,5d, ended by the server %,5d, with ENHANCE_YOUR_CALM %,5d,"
                        + " good answers %,8d, lost %d, more heap %,d KiB%n",
                passed ? "passed" : "FAILED",
                flood.name(),
                attacker.waves.get(),
                attacker.connections.get(),
                attacker.ended.get(),
                attacker.calmed.get(),
                good.answers.get(),
                good.lost.get(),
                more / 1024);
        return passed;
    }

    private static void attack(Attacker attacker, long until) {
        try {
            attacker.attack(until);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static long usedMemory(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/memory"))
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return Long.parseLong(client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .strip());
    }
}
