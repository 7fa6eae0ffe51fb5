package org.kamaelia.verification.faults;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.kamaelia.verification.faults.Crowd.Manner;

/** Messages that break off, never end, or ask for what they do not want; and TLS that does the same. */
final class MessageFaults {
    private static final String UPLOAD = "POST /count HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNKED = UPLOAD + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String DOWNLOAD = "GET /download HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final int MANY = 200;
    /** The beginning of a TLS record with a ClientHello of 512 octets. */
    private static final String HALF_HELLO = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";

    private MessageFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of("endless-extension", site -> site.repeat(2, 20, () -> extension(site)))
                        .proof("400", 50)
                        .never("count-complete"),
                Fault.of("continue-abuse", site -> site.repeat(2, 20, () -> expectations(site)))
                        .proof("100 and no body", 50)
                        .proof("417", 50),
                Fault.of("reset-in-body", site -> site.repeat(2, 20, () -> resets(site)))
                        .proof("resets", 100)
                        .proof("count-CLIENT_GONE", 50)
                        .proof("download-CLIENT_GONE", 50)
                        .never("count-complete"),
                Fault.of("half-close", site -> site.repeat(2, 20, () -> halfClose(site)))
                        .proof("whole answers", 50)
                        .proof("uploads without an end", 50)
                        .never("count-complete"),
                Fault.of("truncated-chunk", site -> site.repeat(2, 20, () -> truncated(site)))
                        .proof("uploads cut off", 50)
                        .proof("count-CLIENT_GONE", 50)
                        .never("count-complete"),
                Fault.of("tls-stalled", MessageFaults::stalledHandshake)
                        .atLeast(13)
                        .proof("handshakes given up", MANY),
                Fault.of("tls-reset", MessageFaults::tlsResets)
                        .proof("resets in a handshake", 25)
                        .proof("download-CLIENT_GONE", 25)
                        .proof("answers over TLS", 25));
    }

    private static void extension(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send(CHUNKED + "5;e=");
            try {
                for (int i = 0; i < 64; i++) {
                    peer.send("e".repeat(128));
                }
            } catch (IOException closed) {
                // the answer is there all the same
            }
            site.tally().check(peer.answer().status() == 400, "an endless extension was taken");
            site.tally().saw("400");
        }
    }

    private static void expectations(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send(UPLOAD + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
            site.tally().check(peer.head().startsWith("HTTP/1.1 100"), "no 100 for a client that asked for it");
            site.tally().saw("100 and no body");
            peer.reset();
        }
        try (Peer peer = Peer.connect(site.port())) {
            peer.send(UPLOAD + "Content-Length: 5\r\nExpect: a-miracle\r\n\r\n");
            site.tally().check(peer.answer().status() == 417, "an unknown expectation was not refused");
            site.tally().saw("417");
        }
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            site.tally().check(peer.head().startsWith("HTTP/1.1 200"), "100 although nobody wants the body");
        }
    }

    private static void resets(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send(UPLOAD + "Content-Length: 100000\r\n\r\n").send(new byte[1000]);
            peer.reset();
        }
        try (Peer peer = Peer.connect(site.port())) {
            peer.send(DOWNLOAD).octets(20_000);
            peer.reset();
        }
        site.tally().saw("resets", 2);
    }

    private static void halfClose(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("GET /promise/5000/5000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .halfClose();
            site.tally().check(peer.answer().body().length() == 5000, "an answer after a half-close broke off");
            site.tally().saw("whole answers");
        }
        try (Peer peer = Peer.connect(site.port())) {
            peer.send(UPLOAD + "Content-Length: 1000\r\n\r\n")
                    .send(new byte[500])
                    .halfClose();
            site.tally().check(peer.isClosed(), "still open after half an upload and a half-close");
            site.tally().saw("uploads without an end");
        }
    }

    private static void truncated(Site site) throws IOException {
        for (String body : List.of("64\r\nonly a part", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n", "5\r\nhello")) {
            try (Peer peer = Peer.connect(site.port())) {
                peer.send(CHUNKED + body).halfClose();
                site.tally().check(peer.isClosed(), "still open after a chunk broke off");
                site.tally().saw("uploads cut off");
            }
        }
    }

    private static void stalledHandshake(Site site) throws IOException {
        try (Crowd crowd = new Crowd(site.server().tlsPort(), Manner.of(HALF_HELLO, ""))) {
            site.tally()
                    .saw(
                            "handshakes given up",
                            crowd.join(MANY).until(site.end()).ended());
        }
    }

    /** Twice a second, as a handshake costs the client, which shares the processors, as much as the server. */
    private static void tlsResets(Site site) throws Exception {
        try (Peer kept = Peer.connect(site.server().tlsPort()).over(site.tls())) {
            site.repeat(1, 2, () -> {
                tlsReset(site);
                site.tally().check(kept.get("/good/short/3").status() == 200, "no good answer over TLS");
                site.tally().saw("answers over TLS");
            });
        }
    }

    private static void tlsReset(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.server().tlsPort())) {
            peer.send(HALF_HELLO).reset();
            site.tally().saw("resets in a handshake");
        }
        try (Peer below = Peer.connect(site.server().tlsPort());
                Peer peer = below.over(site.tls())) {
            peer.send(DOWNLOAD).octets(20_000);
            below.reset();
        }
    }

    /** What a client says that reads an answer which must break off; answers whether it did. */
    static boolean breaksOff(Peer peer) throws IOException {
        try {
            peer.answer();
            return false;
        } catch (EOFException brokeOff) {
            return true;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }
}
