package org.kamaelia.net;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;

/** Servers of one test on loops of its own, and what they are made of; everything ends with the test. */
final class Servers implements AutoCloseable {
    final EventLoops loops;

    /** The protocols made so far and not yet taken. */
    final BlockingQueue<Talk> talks = new LinkedBlockingQueue<>();

    private final List<SimpleServer> started = new ArrayList<>();

    Servers() {
        this(1);
    }

    Servers(int loops) {
        this.loops = EventLoops.create(loops);
    }

    /** A server on a free port of loopback, not started. */
    SimpleServer server(Supplier<Talk> talk) {
        SimpleServer server = SimpleServer.of(() -> {
                    Talk made = talk.get();
                    talks.add(made);
                    return made;
                })
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .loops(loops);
        started.add(server);
        return server;
    }

    SimpleServer start(Supplier<Talk> talk) {
        return server(talk).start();
    }

    /** The protocol of the next connection, once it is there. */
    Talk talk() throws InterruptedException {
        Talk talk = Objects.requireNonNull(talks.poll(10, TimeUnit.SECONDS));
        await().until(() -> talk.transport != null);
        return talk;
    }

    /** Does something on a loop and waits for its result. */
    static <T> T on(EventLoop loop, Supplier<T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(what.get());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    static void run(Talk talk, Runnable what) {
        on(talk.transport().loop(), () -> {
            what.run();
            return true;
        });
    }

    static long closed(SimpleServer server, CloseCause cause) {
        return server.connectionStatistics().stream()
                .mapToLong(one -> one.closed(cause))
                .sum();
    }

    static int active(SimpleServer server) {
        return server.connectionStatistics().stream()
                .mapToInt(ConnectionStatistics::active)
                .sum();
    }

    /** Waits until one more connection has been closed for this reason, and none is left. */
    static void awaitClosed(SimpleServer server, CloseCause cause) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> closed(server, cause) == 1 && active(server) == 0);
    }

    /** The threads of event loops that are alive. */
    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("event-loop"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        started.forEach(server ->
                server.stop(Duration.ZERO).orTimeout(10, TimeUnit.SECONDS).join());
        loops.close();
        try {
            loops.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
