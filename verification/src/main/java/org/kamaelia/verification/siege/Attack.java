package org.kamaelia.verification.siege;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.kamaelia.verification.siege.TlsSwarm.Habit;

/**
 * What the clients of an attack do.
 *
 * @param name says what is attacked, and how
 * @param tls whether the port with TLS is attacked; the octets go there as they are
 * @param everywhere whether the attack has a meaning for a server that answers GET of one path only
 * @param clients how many at once
 * @param most connections in all
 * @param start what a client sends first
 * @param drip what it sends again and again; empty for nothing
 * @param everyMillis the time between two of these
 * @param read how many octets it reads every 20 ms at the most; {@link #ALL} for all that there are
 * @param habit what clients do that speak TLS in full; null for clients that send octets as they are
 */
record Attack(
        String name,
        boolean tls,
        boolean everywhere,
        int clients,
        int most,
        byte[] start,
        byte[] drip,
        int everyMillis,
        int read,
        @Nullable Habit habit) {
    /** Reads all that comes. */
    static final int ALL = -1;

    private static final String HOST = " HTTP/1.1\r\nHost: h\r\n";
    private static final int HUGE = 100_000_000;

    /** What the client with this number sends first. */
    byte[] opening(int number) {
        return start;
    }

    /** The same against a server that has another path in place of {@code /plaintext}. */
    Attack at(String path) {
        byte[] begin = octets(new String(start, ISO_8859_1).replace("/plaintext", path));
        byte[] more = octets(new String(drip, ISO_8859_1).replace("/plaintext", path));
        return new Attack(name, tls, everywhere, clients, most, begin, more, everyMillis, read, habit);
    }

    private static byte[] octets(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static Attack of(String name, int clients, String start, String drip, int everyMillis, int read) {
        return new Attack(
                name, false, true, clients, 4 * clients, octets(start), octets(drip), everyMillis, read, null);
    }

    private static Attack of(String name, int clients, Habit habit) {
        return new Attack(name, true, false, clients, 0, new byte[0], new byte[0], 0, 0, habit);
    }

    /** The same where only our own server has such a path. */
    private Attack here() {
        return new Attack(name, tls, false, clients, most, start, drip, everyMillis, read, habit);
    }

    private Attack overTls() {
        return new Attack(name, true, false, clients, most, start, drip, everyMillis, read, habit);
    }

    /**
     * Attacks a port of loopback.
     *
     * @param address of the attacker
     * @param until when it ends, in milliseconds
     * @param trusting TLS of a client
     * @return a summary
     */
    String run(int port, String address, long until, SSLContext trusting) throws IOException, InterruptedException {
        if (habit != null) {
            TlsSwarm swarm = new TlsSwarm(habit, clients, port, address, trusting);
            swarm.run(until);
            return swarm.summary();
        }
        Swarm swarm = new Swarm(this, port, address);
        swarm.run(until);
        return swarm.summary();
    }

    private static String post(String path, long length) {
        return "POST " + path + HOST + "Content-Length: " + length + "\r\n\r\n";
    }

    /** A TLS record with the beginning of a ClientHello whose end never comes. */
    private static String halfHello() {
        String hello = "\u0001\u0000\u003f\u00f0\u0003\u0003" + "r".repeat(12_000);
        int length = 16_000;
        return "\u0016\u0003\u0001" + (char) (length >> 8) + (char) (length & 0xff) + hello;
    }

    /** Requests for actuator's picture of all components. */
    static Attack pictures(int clients) {
        return of("requests for /actuator/kamaelia", clients, "", "GET /actuator/kamaelia" + HOST + "\r\n", 100, ALL);
    }

    /** Heads that do not end. */
    static Attack unfinishedHeads(int clients) {
        return of(
                String.format(Locale.ROOT, "%,d unfinished heads", clients),
                clients,
                "GET /plaintext" + HOST,
                "",
                1_000,
                0);
    }

    /** All attacks. */
    static List<Attack> all() {
        String pad = "X-A: " + "a".repeat(7_000) + "\r\n";
        String chunks = "1\r\n-\r\n1\r\nx\r\n".repeat(1_000);
        return List.of(
                of(
                                "heads of 14 KB, and downloads that nobody reads",
                                4_000,
                                "GET /download?" + HUGE + ",1" + HOST + pad + pad + "\r\n",
                                "",
                                1_000,
                                0)
                        .here(),
                of(
                        "heads of 14 KB that stop before their end",
                        4_000,
                        "GET /plaintext" + HOST + pad + pad,
                        "",
                        1_000,
                        0),
                of("heads that come octet by octet", 1_000, "GET /plaintext" + HOST + "X: ", "a", 200, 0),
                of("half a ClientHello of 16 KB", 3_000, halfHello(), "", 1_000, 0)
                        .overTls(),
                of("31 clients that send an octet each 0.1 s", 31, post("/echo", HUGE / 100), "e", 100, 0)
                        .here(),
                of(
                                "2,000 uploads to blocking handlers, 68 octets a second after a burst",
                                2_000,
                                post("/blocking", 1_000_000) + "b".repeat(2_000),
                                "b".repeat(68),
                                1_000,
                                0)
                        .here(),
                of("bodies at 300 octets a second", 2_000, post("/plaintext", 1_000_000), "b".repeat(300), 1_000, ALL),
                of("readers of an octet each 20 ms", 500, "GET /download?" + HUGE + ",2" + HOST + "\r\n", "", 1_000, 1)
                        .here(),
                of(
                        "User-Agent of 7 KB of 0xFF, again and again",
                        16,
                        "",
                        "GET /plaintext" + HOST + "User-Agent: " + "\u00ff".repeat(7_000) + "\r\n\r\n",
                        20,
                        ALL),
                of(
                                "multipart heads in chunks of one octet",
                                8,
                                "POST /form" + HOST + "Content-Type: multipart/form-data; boundary=b\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n5\r\n--b\r\n\r\n",
                                chunks,
                                40,
                                ALL)
                        .here(),
                of("all connections of the server, idle", 8_000, "", "", 1_000, 0),
                of("1,500 subscriptions of an event stream", 1_500, "GET /events" + HOST + "\r\n", "", 1_000, ALL)
                        .here(),
                of("event streams that nobody reads", 600, "GET /events" + HOST + "\r\n", "", 1_000, 0)
                        .here(),
                of("half bodies to a persistent handler", 500, post("/persistent", 10_000) + "half", "h", 2_000, ALL)
                        .here(),
                of(
                        "connections that come and go",
                        200,
                        "GET /plaintext" + HOST + "Connection: close\r\n\r\n",
                        "",
                        1_000,
                        ALL),
                of("garbage", 100, "\u0000\u0001 garbage\r\n\r\n", "g", 50, ALL),
                of("TLS handshakes without a request", 32, Habit.HANDSHAKES),
                of("TLS 1.3: new keys again and again", 16, Habit.KEY_UPDATES),
                of("TLS 1.2: renegotiation again and again", 16, Habit.RENEGOTIATION),
                of("readers over TLS of an octet each 20 ms", 64, Habit.SLOW_READERS));
    }
}
