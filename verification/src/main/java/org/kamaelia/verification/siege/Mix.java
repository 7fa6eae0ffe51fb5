package org.kamaelia.verification.siege;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.kamaelia.verification.siege.Honest.Kind;

/**
 * Attacks our server with all attacks mixed at random, beside 50 honest clients of every kind, half of them over TLS: once
 * with a heap of 128 MiB and once with 256 MiB. Prints what the clients saw and what the server holds afterwards.
 */
public final class Mix {
    private static final int AT_ONCE = 3;
    private static final int EACH = 2;
    private static final int MORE_SMALL = 22;
    private static final List<Kind> KINDS = List.of(
            Kind.SMALL,
            Kind.DOWNLOAD_AT_20_KB,
            Kind.UPLOAD_AT_20_KB,
            Kind.ECHO,
            Kind.EVENTS,
            Kind.BLOCKING,
            Kind.PERSISTENT);

    private Mix() {}

    /**
     * Runs both heaps.
     *
     * @param arguments a directory for keys and logs, the minutes for both heaps together, and optionally the only heap in
     *     MiB and the seed of the random choices
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Keys.make(directory.resolve("server.p12"));
        long millis = (long) (Double.parseDouble(arguments[1]) * 60_000 / 2);
        long seed = arguments.length > 3 ? Long.parseLong(arguments[3]) : 0;
        boolean passed = true;
        for (int heap : new int[] {128, 256}) {
            if (arguments.length < 3 || heap == Integer.parseInt(arguments[2])) {
                passed &= run(directory, heap, millis, seed, Keys.trusting());
            }
        }
        System.out.println(passed ? "Our server survived." : "Our server did not survive.");
        System.exit(passed ? 0 : 1);
    }

    private static boolean run(Path directory, int heap, long millis, long seed, SSLContext trusting) throws Exception {
        try (Target target = Target.ours(directory, heap)) {
            List<Honest> all = new ArrayList<>();
            for (Kind kind : KINDS) {
                all.add(new Honest(kind, "/small", target.port(), null));
                all.add(new Honest(kind, "/small", target.tlsPort(), trusting));
            }
            Honest more = new Honest(Kind.SMALL, "/small", target.port(), null);
            Siege.start(all, EACH, System.currentTimeMillis() + 2_000).forEach(Mix::join); // warm
            SiegeServer.State before = Siege.quiet(target, target.state());
            long until = System.currentTimeMillis() + millis;
            List<Thread> attackers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                attackers.add(attacker(target, i, seed, until, trusting));
            }
            List<Thread> threads = Siege.start(all, EACH, until);
            for (int i = 0; i < MORE_SMALL; i++) {
                threads.add(more.start("127.0.2." + (i + 1), (byte) (60 + i), until));
            }
            threads.forEach(Mix::join);
            attackers.forEach(Mix::join);
            all.add(more);
            String seen = Siege.report(all);
            SiegeServer.State after = Siege.quiet(target, before);
            boolean passed = !seen.contains("!")
                    && Siege.isAsBefore(before, after)
                    && threads.stream().noneMatch(Thread::isAlive);
            System.out.printf(
                    "heap %d MiB, %d s, %d honest clients: %s; %s: %s%n",
                    heap,
                    millis / 1_000,
                    threads.size(),
                    seen,
                    Siege.held(target, before, after),
                    passed ? "survived" : "FAILED");
            return passed;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(120_000 + 40L * 60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One attacker, on an address of its own: one attack after the other at random, 5 to 20 s each. */
    private static Thread attacker(Target target, int number, long seed, long until, SSLContext trusting) {
        Random random = new Random(AT_ONCE * seed + number);
        List<Attack> attacks = Attack.all();
        Thread thread = new Thread(
                () -> {
                    while (System.currentTimeMillis() < until && target.isAlive()) {
                        Attack attack =
                                attacks.get(random.nextInt(attacks.size())).at("/small");
                        boolean overTls = attack.tls() || random.nextInt(4) == 0;
                        long end = Math.min(until, System.currentTimeMillis() + 5_000 + random.nextInt(15_000));
                        System.err.printf(
                                "%tT attacker %d: %s%s%n",
                                System.currentTimeMillis(),
                                number,
                                attack.name(),
                                overTls ? ", to the port of TLS" : "");
                        int port = overTls ? target.tlsPort() : target.port();
                        try {
                            String done = attack.run(port, "127.0.0." + (66 + number), end, trusting);
                            System.err.printf("%tT attacker %d: %s%n", System.currentTimeMillis(), number, done);
                        } catch (IOException | InterruptedException failure) {
                            System.err.println("An attack ended early: " + failure);
                        }
                    }
                },
                "attacker-" + number);
        thread.start();
        return thread;
    }
}
