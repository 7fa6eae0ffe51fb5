package org.kamaelia.verification.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.kamaelia.verification.faults.Crowd.Manner;

/** Too much of something that is harmless alone. */
final class FloodFaults {
    private static final int IDLE = 3_000;
    private static final int PIPELINED = 300;
    private static final int RECOVERY_SECONDS = 2;
    private static final int TINY = 2_000;
    private static final int TINY_A_WRITE = 20;

    private FloodFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of("descriptors", FloodFaults::descriptors)
                        .proof("times without a descriptor", 1)
                        .proof("failures to accept", 1)
                        .proof("answered after recovery", 1),
                Fault.of("connection-flood", FloodFaults::connections)
                        .proof("connections", 500)
                        .proof("answers", 200),
                Fault.of("idle-flood", FloodFaults::idle).proof("open at once", IDLE),
                Fault.of("pipelining-flood", FloodFaults::pipelining).proof("answers in order", 5 * PIPELINED),
                Fault.of("tiny-chunks", FloodFaults::tinyChunks)
                        .proof("chunks of one octet", 10 * TINY)
                        .proof("count-complete", 10),
                Fault.of("range-flood", FloodFaults::ranges).proof("floods answered", 20));
    }

    private static void descriptors(Site site) throws Exception {
        ServerLog log = site.server().log();
        long before = log.count(ServerLog.CANNOT_ACCEPT);
        try (Crowd idle = new Crowd(site.port(), Manner.of("", ""))) {
            idle.join(400); // they have been idle for longest: whoever has to make room begins with them
            exhaust(site);
        }
        site.tally().saw("failures to accept", log.count(ServerLog.CANNOT_ACCEPT) - before);
    }

    private static void exhaust(Site site) throws Exception {
        do {
            site.server().exhaustDescriptors();
            try (Crowd waiting = new Crowd(site.port(), Manner.of("", ""))) {
                waiting.join(50).until(System.nanoTime() + 3_000_000_000L);
            } finally {
                site.server().releaseDescriptors();
            }
            site.tally().saw("times without a descriptor");
            recovered(site);
        } while (System.nanoTime() + 5_000_000_000L < site.end());
    }

    private static void recovered(Site site) throws IOException {
        long released = System.nanoTime();
        try (Peer peer = Peer.connect(site.port())) {
            site.tally().check(peer.get("/good/short/1").status() == 200, "no good answer after recovery");
        }
        double seconds = (System.nanoTime() - released) / 1e9;
        site.tally().check(seconds <= RECOVERY_SECONDS, "answered only " + seconds + " s after recovery");
        site.tally().saw("answered after recovery");
    }

    private static void connections(Site site) throws InterruptedException {
        AtomicInteger turn = new AtomicInteger();
        site.repeat(2, 300, () -> {
            try (Peer peer = Peer.connect(site.port())) {
                site.tally().saw("connections");
                switch (turn.getAndIncrement() % 3) {
                    case 0 -> {
                        site.tally().check(peer.get("/good/short/2").status() == 200, "no good answer in the flood");
                        site.tally().saw("answers");
                    }
                    case 1 -> peer.reset();
                    default -> {} // closed as it is
                }
            }
        });
    }

    private static void idle(Site site) throws IOException {
        try (Crowd crowd = new Crowd(site.port(), Manner.of("", ""))) {
            crowd.join(IDLE).until(site.end());
            site.tally().check(crowd.ended() == 0, crowd.ended() + " idle connections were closed");
            site.tally().saw("open at once", site.server().counter("plain-connections"));
        }
    }

    private static void pipelining(Site site) throws InterruptedException {
        site.repeat(2, 6, () -> {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < PIPELINED; i++) {
                requests.append("GET /promise/").append(i).append('/').append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            try (Peer peer = Peer.connect(site.port())) {
                peer.send(requests.toString());
                for (int i = 0; i < PIPELINED; i++) {
                    site.tally().check(peer.answer().body().length() == i, "an answer out of order");
                    site.tally().saw("answers in order");
                }
            }
        });
    }

    private static void tinyChunks(Site site) throws InterruptedException {
        String some = "1\r\nx\r\n".repeat(TINY_A_WRITE);
        site.repeat(2, 10, () -> {
            try (Peer peer = Peer.connect(site.port())) {
                peer.send("POST /count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int sent = 0; sent < TINY; sent += TINY_A_WRITE) {
                    peer.send(some);
                }
                Peer.Answer answer = peer.send("0\r\n\r\n").answer();
                site.tally().check(answer.body().equals(TINY + "\n"), "chunks were lost or doubled");
                site.tally().saw("chunks of one octet", TINY);
            }
        });
    }

    private static void ranges(Site site) throws InterruptedException {
        String all = "0-," + "0-,".repeat(2_000) + "-1";
        String single = "0-0," + "2-2,".repeat(2_000) + "4-4";
        site.repeat(2, 20, () -> {
            for (String ranges : List.of(all, single)) {
                try (Peer peer = Peer.connect(site.port())) {
                    Peer.Answer answer = peer.send("GET /files/" + FaultRun.FILE
                                    + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + ranges + "\r\n\r\n")
                            .answer();
                    int status = answer.status();
                    site.tally().check(status == 200 || status == 206 || status == 416, "ranges gave " + status);
                    site.tally().check(answer.body().length() <= 2 * FaultRun.FILE_SIZE, "ranges gave too much");
                    site.tally().saw("floods answered");
                }
            }
        });
    }
}
