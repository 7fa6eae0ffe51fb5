package org.kamaelia.verification.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.kamaelia.axon.Broadcast;

/**
 * Subscribers that stop reading beside subscribers that read, while messages of 16 KiB are published by a server in a
 * process of its own. Those that read must get every message in order, and nearly as soon as without the others. The
 * others must cost little memory. One that reads again must see the newest message, without most of those before it.
 */
public final class StalledSubscribers {
    private static final int READERS = 3;
    private static final int ROUNDS = 3;
    private static final int STALLED_RECEIVE_BUFFER = 4 * 1024;
    private static final long MOST_BYTES = 64 * 1024;

    private final ServerProcess server;
    private final int perSecond;
    private final int messages;

    private StalledSubscribers(ServerProcess server, int perSecond, int seconds) {
        this.server = server;
        this.perSecond = perSecond;
        this.messages = perSecond * seconds;
    }

    /** What one run has measured: microseconds, and megabytes in a second. */
    private record Result(int median, int p99, long rate) {
        static Result middle(List<Result> all) {
            List<Result> sorted =
                    all.stream().sorted((a, b) -> a.p99() - b.p99()).toList();
            return sorted.get(sorted.size() / 2);
        }

        @Override
        public String toString() {
            return String.format("p50 %,d us, p99 %,d us at %d MB/s", median, p99, rate);
        }
    }

    /** Arguments: how many stall, messages a second, seconds. Ends with status 1 if a requirement does not hold. */
    public static void main(String[] args) throws Exception {
        boolean good = true;
        for (Broadcast.Slow slow : List.of(Broadcast.Slow.DROP_OLDEST, Broadcast.Slow.SKIP_TO_LATEST)) {
            try (ServerProcess server = new ServerProcess(slow)) {
                StalledSubscribers run =
                        new StalledSubscribers(server, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
                System.out.println(slow);
                good &= run.run(Integer.parseInt(args[0]), slow == Broadcast.Slow.SKIP_TO_LATEST);
            }
        }
        if (!good) {
            System.exit(1);
        }
    }

    private boolean run(int stalled, boolean skips) throws Exception {
        warmUp(stalled);
        List<Result> alone = new ArrayList<>();
        List<Result> beside = new ArrayList<>();
        long most = 0;
        boolean newest = true;
        for (int i = 0; i < ROUNDS; i++) {
            alone.add(measure(0));
            long before = server.memory();
            List<SocketChannel> others = stall(stalled);
            beside.add(measure(stalled));
            most = Math.max(most, (server.memory() - before) / stalled);
            newest &= !skips || seesTheNewest(others.get(i));
            closeAll(others);
        }
        System.out.printf(
                "  alone: %s%n  beside %,d stalled: %s%n", Result.middle(alone), stalled, Result.middle(beside));
        System.out.printf("  memory of each: %,d bytes at most; %,d are allowed%n", most, MOST_BYTES);
        return newest
                && most <= MOST_BYTES
                && Result.middle(beside).p99() <= 2 * Result.middle(alone).p99();
    }

    /** Publishes more and more, so that the server has compiled everything when it is measured. */
    private void warmUp(int stalled) throws Exception {
        for (int part = 8; part >= 1; part /= 2) {
            closeAll(stall(stalled));
            new StalledSubscribers(server, perSecond / part, messages / perSecond).publish(0, false);
        }
    }

    /** Opens subscribers that read nothing, and publishes until they have no room. */
    private List<SocketChannel> stall(int count) throws IOException {
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Opened.webSocket(server.port(), STALLED_RECEIVE_BUFFER));
        }
        server.ask("subscribers " + count);
        server.ask("publish " + perSecond + " " + perSecond);
        return all;
    }

    private void closeAll(List<SocketChannel> all) throws IOException {
        for (SocketChannel one : all) {
            one.close();
        }
        server.ask("subscribers 0");
    }

    /** Publishes at the rate while some read and others do not. */
    private Result measure(int stalled) throws Exception {
        return publish(stalled, true);
    }

    private Result publish(int stalled, boolean strict) throws Exception {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(new Reader(Opened.webSocket(server.port(), 0), messages, strict));
        }
        server.ask("subscribers " + (stalled + READERS));
        readers.forEach(Thread::start);
        long rate = server.ask("publish " + messages + " " + perSecond);
        IntStream all = IntStream.empty();
        for (Reader reader : readers) {
            all = IntStream.concat(all, Arrays.stream(reader.latencies()));
        }
        int[] sorted = all.sorted().toArray();
        server.ask("subscribers " + stalled);
        return new Result(sorted[sorted.length / 2], sorted[sorted.length / 100 * 99], rate);
    }

    /** One that has stalled reads again: after those on their way it gets the newest. */
    private boolean seesTheNewest(SocketChannel returning) throws IOException {
        InputStream in = Channels.newInputStream(returning);
        int before = -1;
        int taken = 0;
        while (before < messages - 1) {
            int number = Reader.next(in).getInt();
            if (number <= before) {
                System.out.println("  message " + number + " came after message " + before);
                return false;
            }
            before = number;
            taken++;
        }
        System.out.printf("  one that came back took %,d of %,d messages, the newest as the last%n", taken, messages);
        return taken < messages;
    }
}
