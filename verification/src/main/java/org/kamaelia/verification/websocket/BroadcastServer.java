package org.kamaelia.verification.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.kamaelia.http.websocket.frame.Compression;
import org.kamaelia.net.SimpleServer;

/**
 * A server in a process of its own that broadcasts to {@code /ws}, without compression, what its standard input asks for.
 * It answers each line with one line:
 *
 * <pre>
 *   subscribers N         waits until there are N subscribers
 *   publish COUNT RATE    publishes messages, and answers the megabytes of one second
 *   memory                answers the bytes of live heap and of direct memory
 * </pre>
 *
 * <p>A message of 16 KiB has its number, counted from 0 in each call of {@code publish}, and the time in nanoseconds.
 */
final class BroadcastServer {
    /** Octets of a message. */
    static final int SIZE = 16 * 1024;

    /** The most messages that a subscriber may be behind. */
    static final int KEPT = 4096;

    private static final long MOST_LATE_NANOS = 20_000_000;

    private final Broadcast<Message> feed;

    private BroadcastServer(Broadcast.Slow slow) {
        this.feed = Broadcast.of(KEPT, slow);
    }

    /** Argument: the policy for slow subscribers. */
    public static void main(String[] args) throws Exception {
        new BroadcastServer(Broadcast.Slow.valueOf(args[0])).run();
    }

    private void run() throws IOException, InterruptedException {
        WebSocket socket =
                WebSocket.broadcast(feed).settings(WebSocketSettings.defaults().compression(Compression.none()));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        try (SimpleServer server = SimpleServer.of(
                        () -> new HttpServer(ResourceGlue.of().at("/ws", socket)))
                .port(0)
                .start()) {
            System.out.println(server.localPort());
            for (String line; (line = commands.readLine()) != null; ) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "subscribers" -> System.out.println(subscribers(Integer.parseInt(words[1])));
                    case "publish" ->
                        System.out.println(publish(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
                    case "memory" -> System.out.println(Opened.heap() + Opened.direct());
                    default -> System.out.println("What does " + line + " mean?");
                }
            }
        }
    }

    private int subscribers(int wanted) throws InterruptedException {
        while (feed.subscribers() != wanted) {
            Thread.sleep(5);
        }
        return wanted;
    }

    private long publish(int count, int perSecond) {
        long begin = System.nanoTime();
        long due = begin;
        for (int i = 0; i < count; i++) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            feed.publish(message(i));
            // a pause of this JVM is not made up for by a burst that no subscriber could take
            due = Math.max(due, System.nanoTime() - MOST_LATE_NANOS) + 1_000_000_000L / perSecond;
        }
        return (long) count * SIZE * 1_000 / (System.nanoTime() - begin);
    }

    private static Message message(int number) {
        byte[] octets = new byte[SIZE];
        ByteBuffer.wrap(octets).putInt(number).putLong(System.nanoTime());
        return Message.binary(octets);
    }
}
