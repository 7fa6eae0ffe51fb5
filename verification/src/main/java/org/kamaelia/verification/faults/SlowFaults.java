package org.kamaelia.verification.faults;

import java.io.IOException;
import java.util.List;
import org.kamaelia.verification.faults.Crowd.Manner;

/** Clients that are slow, or that go on sending what nobody wants. */
final class SlowFaults {
    private static final int MANY = 200;
    private static final int READERS = 100;
    private static final int AT_ONCE = 2;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final int KIB = 1024;
    private static final long KERNEL = 8L * KIB * KIB;
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

    private SlowFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of("early-answer", SlowFaults::earlyAnswer)
                        .proof("413 to 1 GiB, then closed", 20)
                        .proof("answers to an unread body", 20),
                Fault.of("slow-headers", SlowFaults::slowHeaders).atLeast(13).proof("408", MANY),
                Fault.of("slow-body", SlowFaults::slowBody)
                        .atLeast(13)
                        .proof("408", MANY)
                        .never("count-complete"),
                Fault.of("slow-reader", SlowFaults::slowReader)
                        .atLeast(8)
                        .proof("download-started", READERS)
                        .proof("download-CLIENT_GONE", READERS));
    }

    private static void earlyAnswer(Site site) throws InterruptedException {
        site.repeat(2, 16, () -> {
            refused(site);
            unread(site);
        });
    }

    private static void refused(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("POST /count" + HOST + "Content-Length: 1073741824\r\n\r\n")
                    .send(new byte[32 * KIB]);
            site.tally().check(peer.answer().status() == 413, "1 GiB was not refused with 413");
            try {
                for (int sent = 0; sent < KIB; sent += 32) {
                    peer.send(new byte[32 * KIB]);
                }
                site.tally().check(peer.isClosed(), "still open after 413");
            } catch (IOException closed) {
                // as it should be: nobody reads 1 GiB only to have it sent
            }
            site.tally().saw("413 to 1 GiB, then closed");
        }
    }

    private static void unread(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("POST /early" + HOST + "Content-Length: 131072\r\n\r\n").send(new byte[64 * KIB]);
            site.tally().check(peer.answer().body().equals("early\n"), "another answer to an unread body");
            peer.send(new byte[64 * KIB]);
            Peer.Answer next = peer.get("/good/short/1");
            site.tally().check(next.status() == 200, "the rest of an unread body was taken for a request");
            site.tally().saw("answers to an unread body");
        }
    }

    private static void slowHeaders(Site site) throws IOException {
        Manner manner = Manner.of("GET /good/short/1" + HOST, "X-Slow: yes\r\n");
        try (Crowd crowd = new Crowd(site.port(), manner)) {
            site.tally().saw("408", crowd.join(MANY).until(site.end()).answered("HTTP/1.1 408"));
        }
    }

    private static void slowBody(Site site) throws IOException {
        Manner manner = Manner.of("POST /count" + HOST + "Content-Length: 100000\r\n\r\n", "x");
        try (Crowd crowd = new Crowd(site.port(), manner)) {
            site.tally().saw("408", crowd.join(MANY).until(site.end()).answered("HTTP/1.1 408"));
        }
    }

    private static void slowReader(Site site) throws IOException {
        long before = site.server().counter("download-bytes");
        Manner manner = Manner.of("GET /download" + HOST + "\r\n", "").reading(KIB, 4 * KIB);
        try (Crowd crowd = new Crowd(site.port(), manner)) {
            for (int i = 0; i < READERS; i += AT_ONCE) { // each is sent megabytes first, which its kernel takes
                crowd.join(AT_ONCE).until(System.nanoTime() + PAUSE_NANOS);
            }
            crowd.until(site.end());
            long each = (site.server().counter("download-bytes") - before) / READERS;
            site.tally().check(each < KERNEL, "a slow reader was sent " + each + " octets ahead");
            site.tally().check(crowd.open() == READERS, "a slow reader was cut off");
        }
    }
}
