package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.kamaelia.verification.faults.Crowd.Manner;
import org.kamaelia.verification.faults.ServerProcess.State;

/**
 * Clients that ask for a body without end and read none of it, and uploads into a handler that takes 1 MiB a second. The
 * heap of the server is resident from the start, so what a client costs is the live heap that it adds, and what the
 * process grows by.
 */
final class StalledReaders {
    private static final int READERS = 1_000;
    private static final int UPLOADS = 32;
    private static final int SAMPLES = 5;
    private static final int SAMPLE_SECONDS = 3;
    private static final int STANDSTILL_SECONDS = 20;
    private static final int KIB = 1024;
    private static final int PLAIN_KIB = 64;
    private static final int TLS_KIB = 128;
    private static final int BOX_BYTES = 48 * KIB;
    /** Two read buffers: one whose octets the handler has not taken yet, one behind it. */
    private static final int MOST_DIRECT_KIB = 128;

    private static final int DESCRIPTORS = 8_192;
    /** A quarter of it is what all connections may hold together; no reader of a thousand has to be shed then. */
    private static final int HEAP_MIB = 1_024;

    private static final String DOWNLOAD = "GET /download HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String UPLOAD =
            "POST /slow-upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n";

    private final Path directory;

    StalledReaders(Path directory) {
        this.directory = directory;
    }

    List<Verdict> run() throws Exception {
        List<Verdict> verdicts = new ArrayList<>();
        for (boolean tls : new boolean[] {false, true}) {
            try (ServerProcess server = ServerProcess.start(directory, DESCRIPTORS, HEAP_MIB)) {
                verdicts.add(tls ? overTls(server) : overTcp(server));
            }
        }
        try (ServerProcess server = ServerProcess.start(directory, DESCRIPTORS, HEAP_MIB)) {
            verdicts.add(uploads(server));
        }
        return verdicts;
    }

    private Verdict overTcp(ServerProcess server) throws Exception {
        warmUp(server, null);
        State before = server.state();
        try (Crowd crowd = new Crowd(server.port(), Manner.of(DOWNLOAD, "").reading(0, 0))) {
            crowd.join(READERS);
            awaitStandstill(server);
            return readers("plain", server, before, PLAIN_KIB);
        }
    }

    private Verdict overTls(ServerProcess server) throws Exception {
        SSLContext context = KeyStores.trusting();
        warmUp(server, context);
        State before = server.state();
        List<Peer> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Peer reader = Peer.connect(server.tlsPort()).over(context);
                readers.add(reader);
                reader.send(DOWNLOAD);
            }
            awaitStandstill(server);
            return readers("tls", server, before, TLS_KIB);
        } finally {
            for (Peer reader : readers) {
                reader.close();
            }
        }
    }

    /** Waits until handlers have been stopped by their readers: nothing was sent for a second. */
    private static void awaitStandstill(ServerProcess server) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STANDSTILL_SECONDS);
        long last = -1;
        for (long sent = 0; sent != last && System.nanoTime() < end; ) {
            Thread.sleep(1_000);
            last = sent;
            sent = server.counter("download-bytes");
        }
    }

    /** What is loaded, compiled and pooled once is not what a reader costs. */
    private static void warmUp(ServerProcess server, @Nullable SSLContext context) throws Exception {
        for (int i = 0; i < 50; i++) {
            Peer below = Peer.connect(context == null ? server.port() : server.tlsPort());
            try (below;
                    Peer peer = context == null ? below : below.over(context)) {
                peer.send(DOWNLOAD).octets(1_000_000);
            }
        }
    }

    private static Verdict readers(String name, ServerProcess server, State before, int most) throws IOException {
        State now = server.state();
        long open = server.counter(name + "-connections");
        long heap = now.heap() - before.heap();
        long outside = now.resident() - before.resident();
        double each = (heap + Math.max(0, outside)) / (double) KIB / READERS;
        String figures = String.format(
                "%d readers: %.1f KiB each (live heap %.1f, outside it %.1f, direct %.1f), at most %d",
                open,
                each,
                heap / (double) KIB / READERS,
                outside / (double) KIB / READERS,
                (now.direct() - before.direct()) / (double) KIB / READERS,
                most);
        return Verdict.of("2 stalled readers, " + name, figures, each <= most && open == READERS);
    }

    /** Takes the first minute or less of 1 GiB: what grows shows within seconds at this pace. */
    private static Verdict uploads(ServerProcess server) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(UPLOADS);
        List<Peer> peers = new ArrayList<>();
        try {
            upload(server, writers, peers, 1);
            Thread.sleep(TimeUnit.SECONDS.toMillis(SAMPLE_SECONDS));
            State before = server.state();
            upload(server, writers, peers, UPLOADS - 1);
            long taken = server.counter("slow-upload-bytes");
            long begin = System.nanoTime();
            List<State> states = new ArrayList<>();
            for (int i = 0; i < SAMPLES; i++) {
                Thread.sleep(TimeUnit.SECONDS.toMillis(SAMPLE_SECONDS));
                states.add(server.state());
            }
            double pace = (server.counter("slow-upload-bytes") - taken) * 1e9 / (System.nanoTime() - begin) / UPLOADS;
            return verdict(before, states, pace / KIB / KIB);
        } finally {
            for (Peer peer : peers) {
                peer.reset();
            }
            writers.shutdownNow();
        }
    }

    private static Verdict verdict(State before, List<State> states, double mibASecond) {
        List<Long> heap = states.stream()
                .map(state -> (state.heap() - before.heap()) / (UPLOADS - 1) / KIB)
                .toList();
        List<Long> direct = states.stream()
                .map(state -> (state.direct() - before.direct()) / (UPLOADS - 1) / KIB)
                .toList();
        String figures = String.format(
                "%d uploads of 1 GiB at %.2f MiB/s each, every %d s: heap grew by %s KiB each, at most %d; direct by %s",
                UPLOADS, mibASecond, SAMPLE_SECONDS, heap, 2 * BOX_BYTES / KIB, direct);
        boolean slow = mibASecond > 0.5 && mibASecond < 1.5;
        boolean flat = heap.stream().allMatch(kib -> kib <= 2 * BOX_BYTES / KIB)
                && direct.stream().allMatch(kib -> kib <= MOST_DIRECT_KIB);
        return Verdict.of("2 upload into a slow handler", figures, flat && slow);
    }

    private static void upload(ServerProcess server, ExecutorService writers, List<Peer> peers, int many)
            throws IOException {
        byte[] block = new byte[64 * KIB];
        for (int i = 0; i < many; i++) {
            Peer peer = Peer.connect(server.port()).send(UPLOAD);
            peers.add(peer);
            writers.execute(() -> {
                try {
                    while (true) {
                        peer.send(block);
                    }
                } catch (IOException over) {
                    // the test has seen enough
                }
            });
        }
    }
}
