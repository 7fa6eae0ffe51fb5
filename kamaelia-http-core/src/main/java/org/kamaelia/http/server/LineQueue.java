package org.kamaelia.http.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Surrounding;

/**
 * Passes lines from many threads, which never wait, to a sink on one thread, which may block. The number of lines and
 * of characters is limited. Further lines are dropped and counted.
 */
final class LineQueue implements AutoCloseable {
    private static final System.Logger LOG = BackgroundLog.of(LineQueue.class);
    private static final long MOST_CHARACTERS = 4L * 1024 * 1024;
    private static final AutoCloseable NOTHING = () -> {};
    private static final long CLOSE_MILLIS = 5_000;

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>(); // limited by "waiting"
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong characters = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final Consumer<? super String> sink;
    private final String name;
    private final int most;
    private final Thread writer;
    private volatile boolean sleeping;
    private volatile boolean closed;
    private long reported;

    LineQueue(String name, Consumer<? super String> sink, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("The limit of waiting lines is at least 1, not " + most);
        }
        this.name = name;
        this.sink = sink;
        this.most = most;
        writer = new Thread(this::write, "kamaelia-access-log-" + name);
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * A line and its context.
     *
     * @param around the context in which the sink is called; null for none
     */
    private record Line(String text, @Nullable Surrounding around) {}

    /** Queues a line without a context. */
    void offer(String line) {
        offer(line, null);
    }

    /** Queues a line, or drops it if the queue is full or closed. The sink is called within the given context. */
    void offer(String line, @Nullable Surrounding around) {
        int length = line.length();
        if (closed || waiting.incrementAndGet() > most) {
            drop(closed ? 0 : 1);
        } else if (characters.addAndGet(length) > MOST_CHARACTERS) {
            characters.addAndGet(-length);
            drop(1);
        } else {
            lines.add(new Line(line, around));
            if (sleeping) {
                LockSupport.unpark(writer);
            }
        }
    }

    private void drop(int counted) {
        waiting.addAndGet(-counted);
        dropped.incrementAndGet();
    }

    private void write() {
        while (true) {
            Line line = lines.poll();
            if (line != null) {
                waiting.decrementAndGet();
                characters.addAndGet(-line.text().length());
                write(line);
            } else if (closed) {
                return;
            } else {
                report();
                sleep();
            }
        }
    }

    private void write(Line line) {
        try {
            AutoCloseable open = line.around() == null ? NOTHING : line.around().open();
            try {
                sink.accept(line.text());
                written.incrementAndGet();
            } finally {
                open.close();
            }
        } catch (Exception failure) {
            if (dropped.getAndIncrement() == reported) {
                LOG.log(System.Logger.Level.ERROR, "The sink of the access log of " + name + " failed", failure);
            }
        }
    }

    /** Logs the number of dropped lines once the sink has caught up. */
    private void report() {
        long lost = dropped.get() - reported;
        if (lost > 0) {
            reported += lost;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The access log of " + name + " has lost " + lost + " lines, because its sink is too slow");
        }
    }

    private void sleep() {
        sleeping = true;
        if (lines.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        sleeping = false;
    }

    long written() {
        return written.get();
    }

    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt(); // so that a blocked sink returns
    }
}
