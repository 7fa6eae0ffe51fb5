package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.verification.faults.Crowd.Manner;

/** A server that may have 256 descriptors, and 400 clients that come at once, time after time. */
final class DescriptorRun {
    private static final int DESCRIPTORS = 256;
    private static final int CLIENTS = 400;
    private static final int TIMES = 10;
    private static final double RECOVERY_SECONDS = 2;
    private static final long STAY_NANOS = 1_500_000_000L;
    private static final String REQUEST = "GET /good/short/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Path directory;

    DescriptorRun(Path directory) {
        this.directory = directory;
    }

    List<Verdict> run() throws Exception {
        List<String> missed = new ArrayList<>();
        double slowest = 0;
        long failures = 0;
        try (ServerProcess server = ServerProcess.start(directory, DESCRIPTORS)) {
            for (int i = 0; i < TIMES; i++) {
                long before = server.log().count(ServerLog.CANNOT_ACCEPT);
                try (Crowd crowd = new Crowd(server.port(), Manner.of(REQUEST, REQUEST))) {
                    crowd.join(CLIENTS).until(System.nanoTime() + STAY_NANOS);
                }
                double seconds = recovered(server);
                slowest = Math.max(slowest, seconds);
                failures = server.log().count(ServerLog.CANNOT_ACCEPT);
                if (failures == before) {
                    missed.add("the listener never ran out of descriptors, round " + (i + 1));
                }
                if (seconds > RECOVERY_SECONDS) {
                    missed.add(String.format("answered only after %.1f s, round %d", seconds, i + 1));
                }
            }
        }
        String figures = String.format(
                "%d clients, %d descriptors, %d times: %d failures to accept, answered within %.2f s of recovery",
                CLIENTS, DESCRIPTORS, TIMES, failures, slowest);
        return List.of(new Verdict("4 descriptors exhausted", figures, missed));
    }

    /** How long it takes, once the clients have gone, until a new one is answered. */
    private static double recovered(ServerProcess server) throws IOException {
        long gone = System.nanoTime();
        try (Peer peer = Peer.connect(server.port())) {
            if (peer.get("/good/short/1").status() != 200) {
                throw new IOException("Not answered as it must be");
            }
        }
        return (System.nanoTime() - gone) / 1e9;
    }
}
