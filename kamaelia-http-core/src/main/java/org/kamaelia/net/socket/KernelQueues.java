package org.kamaelia.net.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of a connection its client has not read yet, from {@code /proc/net/tcp} of Linux: those that the client has
 * not acknowledged, and, if the client is on this machine, those in its receive buffer. This shows that a slow client reads
 * although its socket takes no more. The kernel opens a full socket only after a good part of it has gone. And a client
 * acknowledges only when it has room for a segment: 1.5 KB on most networks, but 64 KB on loopback, where a client that
 * reads 4 KB/s acknowledges every 30 s. Elsewhere than on Linux nothing is known. The table is read in the background, at
 * most once a second, and only while somebody asks. Thread-safe.
 */
final class KernelQueues {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final long FRESH_NANOS = 1_000_000_000;
    private static final int MAPPED_WORD = 8; // hex digits of the last 32 bits of an address

    private static final AtomicBoolean READING = new AtomicBoolean();
    private static volatile Map<Long, Long> queued = Map.of();
    private static volatile long readAt = System.nanoTime() - 2 * FRESH_NANOS;

    private KernelQueues() {}

    /**
     * The unread bytes of a connection when the table was read last, and has it read again soon.
     *
     * @return negative if they are not known yet, or cannot be known
     */
    static long of(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
        if (System.nanoTime() - readAt > FRESH_NANOS && READING.compareAndSet(false, true)) {
            ForkJoinPool.commonPool().execute(KernelQueues::readTables);
        }
        if (local instanceof InetSocketAddress here && remote instanceof InetSocketAddress there) {
            return queued.getOrDefault(key(lastWord(there), here.getPort(), there.getPort()), -1L);
        }
        return -1;
    }

    private static void readTables() {
        Map<Long, Long> all = new HashMap<>();
        try {
            for (Path table : TABLES) {
                if (Files.isReadable(table)) {
                    Files.readAllLines(table, StandardCharsets.US_ASCII).forEach(line -> addLine(line, all));
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            all.clear();
        } finally {
            queued = all;
            readAt = System.nanoTime();
            READING.set(false);
        }
    }

    /**
     * Adds a line such as {@code 0: 0100007F:1F90 0200007F:D431 01 00000A00:00000000 ...}. What waits to be sent belongs to
     * the connection of this end, what waits to be read to the connection of the other end.
     */
    static void addLine(String line, Map<Long, Long> all) {
        String[] words = line.trim().split(" +", 6);
        if (words.length < 6 || !words[0].endsWith(":") || words[4].equals("00000000:00000000")) {
            return;
        }
        int colon = words[4].indexOf(':');
        add(all, words[1], words[2], Long.parseLong(words[4].substring(0, colon), 16));
        add(all, words[2], words[1], Long.parseLong(words[4].substring(colon + 1), 16));
    }

    private static void add(Map<Long, Long> all, String local, String remote, long bytes) {
        if (bytes > 0) {
            int colon = remote.indexOf(':');
            long word = Long.parseLong(remote.substring(colon - MAPPED_WORD, colon), 16);
            all.merge(key(word, port(local), port(remote)), bytes, Long::sum);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    /** The last 32 bits of an address, as a machine with the least significant octet first prints them. */
    private static long lastWord(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        long word = 0;
        for (int i = octets.length - 1; i >= octets.length - 4; i--) {
            word = word << 8 | octets[i] & 0xff;
        }
        return word;
    }

    static long key(long lastWord, int localPort, int remotePort) {
        return lastWord << 32 | (long) localPort << 16 | remotePort;
    }
}
