package org.kamaelia.verification.faults;

import java.io.IOException;
import java.util.List;

/** Applications that are wrong, each in a way of its own. */
final class HandlerFaults {
    private HandlerFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of("handler-silent", site -> site.repeat(16, 8, () -> expect(site, "/silent", 503)))
                        .proof("503", 16)
                        .proof("silent-TIMEOUT", 16),
                Fault.of("throws-before", site -> site.repeat(2, 50, () -> expect(site, "/throws-before", 500)))
                        .proof("500", 100)
                        .proof("throws-before", 100),
                Fault.of("throws-after", site -> site.repeat(2, 50, () -> throwsAfter(site)))
                        .proof("answers broken off", 100)
                        .proof("throws-after", 100),
                Fault.of("answers-twice", site -> site.repeat(2, 50, () -> twice(site)))
                        .proof("first answers", 100)
                        .proof("good answers behind them", 1),
                Fault.of("wrong-length", site -> site.repeat(2, 50, () -> wrongLength(site)))
                        .proof("too short, broken off", 100)
                        .proof("too long, cut to length", 100),
                Fault.of("stack-overflow", site -> site.repeat(2, 10, () -> expect(site, "/overflow", 500)))
                        .proof("500", 25)
                        .proof("overflow", 25),
                Fault.of("out-of-memory", site -> site.repeat(1, 0.1, () -> expect(site, "/memory", 500)))
                        .proof("500", 1)
                        .proof("memory-exhausted", 1),
                Fault.of("blocked-loop", HandlerFaults::blockedLoop)
                        .atLeast(8)
                        .proof("warnings that name who blocks", 1)
                        .proof("stacks that show where", 1)
                        .proof("answers once it goes on", 1));
    }

    private static void expect(Site site, String path, int status) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            int got = peer.get(path).status();
            site.tally().check(got == status, path + " gave " + got);
            site.tally().saw(String.valueOf(status));
        }
    }

    private static void throwsAfter(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("GET /throws-after HTTP/1.1\r\nHost: localhost\r\n\r\n");
            site.tally().check(MessageFaults.breaksOff(peer), "half an answer looked complete");
            site.tally().saw("answers broken off");
        }
    }

    private static void twice(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            site.tally().check(peer.get("/twice").body().equals("the first answer\n"), "not the first of two answers");
            site.tally().saw("first answers");
            Peer.Answer next;
            try {
                next = peer.get("/promise/100/100");
            } catch (IOException closed) {
                return;
            }
            site.tally().check(next.body().length() == 100, "the second answer went to another request");
            site.tally().saw("good answers behind them");
        }
    }

    private static void wrongLength(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("GET /promise/1000/100 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            site.tally().check(MessageFaults.breaksOff(peer), "100 octets of 1,000 looked complete");
            site.tally().saw("too short, broken off");
        }
        try (Peer peer = Peer.connect(site.port())) {
            site.tally().check(peer.get("/promise/100/1000").body().length() == 100, "another length than promised");
            try {
                Peer.Answer next = peer.get("/promise/10/10");
                site.tally().check(next.body().length() == 10, "surplus octets went to another request");
            } catch (IOException closed) {
                // that is safe as well
            }
            site.tally().saw("too long, cut to length");
        }
    }

    /** The loop of a server of its own: one that is blocked serves nobody, and the others must not notice. */
    private static void blockedLoop(Site site) throws IOException {
        ServerLog log = site.server().log();
        long named = log.count(ServerLog.BLOCKED);
        long shown = log.count(ServerLog.BLOCKING_FRAME);
        do {
            try (Peer blocking = Peer.connect(site.server().blockablePort());
                    Peer waiting = Peer.connect(site.server().blockablePort())) {
                blocking.send("GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n");
                site.tally().check(blocking.answer().status() == 200, "no answer after the block");
                site.tally().check(waiting.get("/nothing").status() == 404, "the loop does not go on");
                site.tally().saw("answers once it goes on");
            }
        } while (System.nanoTime() + 4_000_000_000L < site.end());
        site.tally().saw("warnings that name who blocks", log.count(ServerLog.BLOCKED) - named);
        site.tally().saw("stacks that show where", log.count(ServerLog.BLOCKING_FRAME) - shown);
    }
}
