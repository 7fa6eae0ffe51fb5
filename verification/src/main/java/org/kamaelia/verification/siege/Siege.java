package org.kamaelia.verification.siege;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.kamaelia.verification.siege.Honest.Kind;

/** Attacks our server, and peers, with one attack after the other, and prints a table. */
public final class Siege {
    private static final int HEAP_MIB = 128;
    private static final String ATTACKER = "127.0.0.66";
    private static final List<Kind> KINDS = List.of(
            Kind.SMALL,
            Kind.DOWNLOAD_AT_20_KB,
            Kind.UPLOAD_AT_20_KB,
            Kind.ECHO,
            Kind.EVENTS,
            Kind.BLOCKING,
            Kind.PERSISTENT);

    private final Path directory;
    private final int seconds;
    private final SSLContext trusting;
    private boolean survived = true;

    private Siege(Path directory, int seconds, SSLContext trusting) {
        this.directory = directory;
        this.seconds = seconds;
        this.trusting = trusting;
    }

    /**
     * Runs all attacks. Ends with status 0 if our server survives all of them.
     *
     * @param arguments a directory for keys and logs, the seconds for each attack, a part of the names of the attacks (or
     *     an empty text), and for each peer {@code name=arguments of java}
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Keys.make(directory.resolve("server.p12"));
        Siege siege = new Siege(directory, Integer.parseInt(arguments[1]), Keys.trusting());
        System.out.printf("%-72s %-14s %-50s %-44s %s%n", "attack", "server", "honest clients", "held", "verdict");
        for (Attack attack : Attack.all()) {
            if (attack.name().contains(arguments[2])) {
                siege.ours(attack);
                for (int i = 3; i < arguments.length && attack.everywhere(); i++) {
                    siege.peer(attack, arguments[i]);
                }
            }
        }
        if ("actuator".contains(arguments[2])) {
            siege.actuator(Path.of(System.getProperty("siege.application")));
        }
        if ("readers".contains(arguments[2])) {
            siege.steadyReaders();
        }
        System.out.println(
                siege.survived ? "Our server survived all attacks." : "Our server did not survive an attack.");
        System.exit(siege.survived ? 0 : 1);
    }

    private void ours(Attack attack) throws Exception {
        try (Target target = Target.ours(directory, HEAP_MIB)) {
            String plaintext = "/small";
            warmUp(target.port(), plaintext, null);
            warmUp(target.tlsPort(), plaintext, trusting);
            SiegeServer.State before = target.state();
            Attack here = attack.at(plaintext);
            String seen = besiege(target, here, plaintext, KINDS);
            SiegeServer.State after = quiet(target, before);
            boolean failed = seen.contains("!") || !isAsBefore(before, after);
            survived &= !failed;
            print(attack.name(), "kamaelia", seen, held(target, before, after), failed ? "FAILED" : "survived");
        }
    }

    private void peer(Attack attack, String how) throws Exception {
        int equals = how.indexOf('=');
        try (Target target = Target.peer(Arrays.asList(how.substring(equals + 1).split(" ")), directory, HEAP_MIB)) {
            if (target == null) {
                print(attack.name(), how.substring(0, equals), "", "", "does not start");
                return;
            }
            warmUp(target.port(), "/plaintext", null);
            String seen = besiege(target, attack, "/plaintext", List.of(Kind.SMALL));
            String held = target.residentMib() + " MiB resident";
            print(attack.name(), how.substring(0, equals), seen, held, seen.contains("!") ? "failed" : "survived");
        }
    }

    /** Clients that ask for actuator's picture of the components, while thousands of connections have some to be shown. */
    private void actuator(Path jar) throws Exception {
        Attack crowd = Attack.unfinishedHeads(9_000);
        Attack pictures = Attack.pictures(32);
        try (Target target = Target.actuator(jar, directory, 2 * HEAP_MIB)) {
            if (target == null) {
                throw new IllegalStateException(jar + " does not start; see peers.log");
            }
            warmUp(target.port(), "/", null);
            long until = System.currentTimeMillis() + seconds * 1_000L;
            Thread asking = new Thread(() -> attack(pictures, target.tlsPort(), until + 2_000), "pictures");
            asking.start();
            String seen = besiege(target, crowd, "/", List.of(Kind.SMALL));
            asking.join();
            survived &= !seen.contains("!");
            String name = pictures.name() + ", beside " + crowd.name() + ", heap " + 2 * HEAP_MIB + " MiB";
            String held = target.residentMib() + " MiB resident";
            print(name, "starter", seen, held, seen.contains("!") ? "FAILED" : "survived");
        }
    }

    /** Honest readers that are slow: nobody attacks, and none of them may be cut. */
    private void steadyReaders() throws Exception {
        try (Target target = Target.ours(directory, HEAP_MIB)) {
            List<Honest> all = List.of(
                    new Honest(Kind.DOWNLOAD_AT_4_KB, "", target.port(), null),
                    new Honest(Kind.DOWNLOAD_AT_4_KB, "", target.tlsPort(), trusting),
                    new Honest(Kind.DOWNLOAD_AT_100_KB, "", target.port(), null));
            List<Thread> threads = start(all, 3, System.currentTimeMillis() + 75_000);
            for (Thread thread : threads) {
                thread.join();
            }
            String seen = report(all);
            survived &= !seen.contains("!");
            String name = "no attack: honest readers of 4 KB/s (also over TLS) and 100 KB/s, for 75 s";
            print(name, "kamaelia", seen, "", seen.contains("!") ? "FAILED" : "survived");
        }
    }

    private String besiege(Target target, Attack attack, String plaintext, List<Kind> kinds) throws Exception {
        long until = System.currentTimeMillis() + seconds * 1_000L;
        List<Honest> all = new ArrayList<>();
        for (Kind kind : kinds) {
            all.add(new Honest(kind, plaintext, target.port(), null));
        }
        if (target.isOurs()) {
            all.add(new Honest(Kind.SMALL, plaintext, target.tlsPort(), trusting));
        }
        int port = attack.tls() ? target.tlsPort() : target.port();
        Thread attacker = new Thread(() -> attack(attack, port, until + 2_000), "attacker");
        attacker.start();
        List<Thread> threads = start(all, 2, until);
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        attacker.join();
        boolean lost = threads.stream().anyMatch(Thread::isAlive) || !answers(target, plaintext);
        return report(all) + (lost ? ", nobody is served!" : "");
    }

    private void attack(Attack attack, int port, long until) {
        try {
            attack.run(port, ATTACKER, until, trusting);
        } catch (IOException | InterruptedException failure) {
            System.err.println("The attack ended early: " + failure);
        }
    }

    /** Starts clients of each kind on addresses of their own. */
    static List<Thread> start(List<Honest> all, int each, long until) {
        List<Thread> threads = new ArrayList<>();
        int number = 1;
        for (Honest one : all) {
            for (int i = 0; i < each; i++, number++) {
                threads.add(one.start("127.0.1." + number, (byte) (10 + number), until));
            }
        }
        return threads;
    }

    private static boolean answers(Target target, String plaintext) throws InterruptedException {
        Honest probe = new Honest(Kind.SMALL, plaintext, target.port(), null);
        probe.start("127.0.1.250", (byte) 1, System.currentTimeMillis() + 500).join(30_000);
        return probe.good() > 0;
    }

    private static void warmUp(int port, String plaintext, @Nullable SSLContext tls) throws InterruptedException {
        Honest probe = new Honest(Kind.SMALL, plaintext, port, tls);
        probe.start("127.0.1.251", (byte) 1, System.currentTimeMillis() + 1_000).join();
    }

    /** What honest clients saw; an exclamation mark marks what must not be. */
    static String report(List<Honest> all) {
        long good = 0;
        long foreign = 0;
        long slowest = 0;
        Map<String, Integer> failures = new TreeMap<>();
        for (Honest one : all) {
            good += one.good();
            foreign += one.foreign();
            slowest = Math.max(slowest, one.slowestMillis());
            one.failures().forEach((what, count) -> failures.merge(one.kind() + ": " + what, count, Integer::sum));
        }
        String text = String.format(Locale.ROOT, "%,d good, slowest small one %,d ms", good, slowest);
        return text
                + (failures.isEmpty() ? "" : ", failed! " + failures)
                + (foreign > 0 ? ", " + foreign + " foreign octets!" : "");
    }

    /** Waits until the server has closed what the attack left, 45 s at the most. */
    static SiegeServer.@Nullable State quiet(Target target, SiegeServer.@Nullable State before)
            throws InterruptedException {
        SiegeServer.State state = target.state();
        for (int i = 0; i < 45 && !isAsBefore(before, state) && target.isAlive(); i++) {
            Thread.sleep(1_000);
            state = target.state();
        }
        return state;
    }

    static boolean isAsBefore(SiegeServer.@Nullable State before, SiegeServer.@Nullable State after) {
        return before != null
                && after != null
                && after.connections() == 0
                && after.held() <= before.held() + 1_000_000
                && after.descriptors() <= before.descriptors() + 10
                && after.heap() <= before.heap() + 16_000_000;
    }

    static String held(Target target, SiegeServer.@Nullable State before, SiegeServer.@Nullable State after) {
        if (before == null || after == null) {
            return "no answer, resident " + target.residentMib() + " MiB";
        }
        return String.format(
                Locale.ROOT,
                "heap %d to %d MiB, descriptors %d to %d, %d MiB resident",
                before.heap() >> 20,
                after.heap() >> 20,
                before.descriptors(),
                after.descriptors(),
                target.residentMib());
    }

    private static void print(String attack, String server, String seen, String held, String verdict) {
        System.out.printf("%-72s %-14s %-50s %-44s %s%n", attack, server, seen, held, verdict);
    }
}
