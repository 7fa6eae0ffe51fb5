package org.kamaelia.verification.faults;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.benchmarks.process.ChildProcess;

/** What happens around a server: the processor, the log, the disk, and its own end. */
final class MachineFaults {
    private MachineFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of("disk-full", site -> site.repeat(2, 20, () -> diskFull(site)))
                        .proof("500", 50)
                        .proof("disk-full", 50),
                Fault.of("log-blocked", MachineFaults::logBlocked)
                        .proof("errors to log", 100)
                        .proof("500 while the log takes nothing", 100),
                Fault.of("cpu-burnt", MachineFaults::cpuBurnt).proof("CPU milliseconds burnt beside us", 2_000),
                Fault.of("stop-under-load", MachineFaults::stops)
                        .atLeast(5)
                        .proof("restarts", 3)
                        .proof("whole answers", 200));
    }

    private static void diskFull(Site site) throws IOException {
        try (Peer peer = Peer.connect(site.port())) {
            peer.send("POST /disk-full HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n")
                    .send(new byte[20_000]);
            int status = peer.answer().status();
            site.tally().check(status == 500, "a full disk gave " + status);
            site.tally().saw("500");
        }
    }

    /** Nobody reads the pipe that the server logs to; it takes 64 KiB, which is about twenty stacks. */
    private static void logBlocked(Site site) throws InterruptedException {
        site.server().log().pause(true);
        try {
            site.repeat(2, 60, () -> {
                site.tally().saw("errors to log");
                try (Peer peer = Peer.connect(site.port())) {
                    site.tally().check(peer.get("/throws-before").status() == 500, "not 500");
                    site.tally().saw("500 while the log takes nothing");
                }
            });
        } finally {
            site.server().log().pause(false);
        }
    }

    /** As many busy processes as there are processors, at the low priority of what runs beside a server. */
    private static void cpuBurnt(Site site) throws IOException, InterruptedException {
        List<ChildProcess> burners = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                burners.add(
                        ChildProcess.start(new ProcessBuilder("nice", "-n", "19", "sh", "-c", "while :; do :; done")));
            }
            Repeat.sleepUntil(site.end());
            for (ChildProcess burner : burners) {
                Duration burnt = burner.process().info().totalCpuDuration().orElse(Duration.ZERO);
                site.tally().saw("CPU milliseconds burnt beside us", burnt.toMillis());
            }
        } finally {
            burners.forEach(ChildProcess::close);
        }
    }

    /** Clients of a server that stops and starts: each request is answered in full, or has not been taken at all. */
    private static void stops(Site site) throws InterruptedException {
        site.repeat(4, 40, () -> {
            try (Peer peer = Peer.connect(site.server().restartingPort())) {
                for (int i = 0; i < 20; i++) {
                    String head = ask(peer);
                    if (head.isEmpty()) {
                        site.tally().saw("turned away");
                        return;
                    }
                    int length = peer.octets(20_000).length();
                    site.tally().check(length == 20_000, "an answer was cut");
                    site.tally().saw("whole answers");
                }
            } catch (ConnectException down) {
                site.tally().saw("turned away");
            } catch (EOFException cut) {
                site.tally().wrong("an answer was cut: " + cut.getMessage());
            }
        });
    }

    /** The head of an answer; empty if the server closed without one. */
    private static String ask(Peer peer) throws EOFException {
        try {
            return peer.send("GET /promise/20000/20000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .head();
        } catch (EOFException cut) {
            throw cut;
        } catch (IOException closed) {
            return "";
        }
    }
}
