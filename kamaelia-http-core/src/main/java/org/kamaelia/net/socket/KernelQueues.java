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
 * How many bytes the kernel still holds for a client that has not acknowledged them, from {@code /proc/net/tcp} of Linux.
 * This shows that a slow client reads although its socket takes no more: the kernel opens a full socket only after it has
 * got rid of a good part. A client acknowledges once it has room for a segment: 1.5 KB on most networks, but 64 KB on
 * loopback, where a client of 4 KB/s with large buffers may be silent for a minute. Elsewhere than on Linux nothing is
 * known. The table is read in the background, at most once a second, and only while somebody asks. Thread-safe.
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
     * The bytes in the queue of a connection when the table was read last, and has it read again soon.
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

    /** Adds a line such as {@code 0: 0100007F:1F90 0200007F:D431 01 00000A00:00000000 ...}, if bytes wait in its queue. */
    static void addLine(String line, Map<Long, Long> all) {
        String[] words = line.trim().split(" +", 6);
        if (words.length < 6 || !words[0].endsWith(":") || words[4].startsWith("00000000:")) {
            return;
        }
        int remote = words[2].indexOf(':');
        long word = Long.parseLong(words[2].substring(remote - MAPPED_WORD, remote), 16);
        int localPort = Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16);
        int remotePort = Integer.parseInt(words[2].substring(remote + 1), 16);
        long bytes = Long.parseLong(words[4].substring(0, words[4].indexOf(':')), 16);
        all.put(key(word, localPort, remotePort), bytes);
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
