package org.kamaelia.axon;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A {@link System.Logger} for event loops. A call to it never waits for the sink and never throws because of the sink.
 * Otherwise a sink that blocks, such as a pipe without a reader or a full disk, would stop every connection of a loop.
 *
 * <p>The underlying logger is looked up when the first message is logged, because the first lookup takes a tenth of the
 * start-up time of a server. One thread writes the messages of all these logs. The thread ends after one second without
 * a message. At most 1,024 messages wait. Further messages are dropped and counted, and the count is logged when there
 * is room again. Thread-safe.
 */
public final class BackgroundLog implements System.Logger {
    private static final int MOST_WAITING = 1_024;
    private static final AtomicLong LOST = new AtomicLong();
    private static final AutoCloseable NOTHING = () -> {};

    private final String name;
    private volatile System.@Nullable Logger found;

    private BackgroundLog(String name) {
        this.name = name;
    }

    /** Made with the first message. */
    private static final class Writer {
        static final ThreadPoolExecutor ALL = writer();
    }

    private static ThreadPoolExecutor writer() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "kamaelia-log");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Returns the log of a class. */
    public static BackgroundLog of(Class<?> logging) {
        return new BackgroundLog(logging.getName());
    }

    private System.Logger target() {
        System.Logger known = found;
        if (known == null) {
            found = known = System.getLogger(name); // two threads may look it up at once and find the same logger
        }
        return known;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return target().isLoggable(level);
    }

    /**
     * Writes a message within a context, such as the diagnostic context (MDC) of a request.
     *
     * @param around opened on the thread that writes the message; null for none
     */
    public void log(Level level, String message, @Nullable Throwable thrown, @Nullable Surrounding around) {
        write(level, message, thrown, around);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        write(level, message, thrown, null);
    }

    /** Formats the parameters at once, because they may have changed by the time the message is written. */
    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
        try {
            if (isLoggable(level)) {
                boolean plain = parameters == null || parameters.length == 0;
                write(level, plain ? format : MessageFormat.format(format, parameters), null, null);
            }
        } catch (Throwable failure) { // such as a toString() that throws
            write(level, format, failure, null);
        }
    }

    private void write(Level level, String message, @Nullable Throwable thrown, @Nullable Surrounding around) {
        try {
            if (isLoggable(level)) {
                Writer.ALL.execute(() -> writeNow(level, message, thrown, around));
            }
        } catch (RejectedExecutionException full) {
            LOST.incrementAndGet();
        } catch (Throwable failure) { // no memory for a task or its thread: the loop must continue
            LOST.incrementAndGet();
        }
    }

    private void writeNow(Level level, String message, @Nullable Throwable thrown, @Nullable Surrounding around) {
        AutoCloseable open = opened(around);
        try {
            long lost = LOST.getAndSet(0);
            if (lost > 0) {
                target().log(Level.WARNING, lost + " log messages were dropped: the log did not keep up");
            }
            target().log(level, message, thrown);
        } catch (Throwable failure) { // there is no other place to report the failure
            LOST.incrementAndGet();
        } finally {
            close(open);
        }
    }

    /** Opens a context; the message is written without a context that fails. */
    private static AutoCloseable opened(@Nullable Surrounding around) {
        try {
            return around == null ? NOTHING : around.open();
        } catch (Throwable failure) {
            return NOTHING;
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Throwable failure) {
            LOST.incrementAndGet();
        }
    }

    /** Waits until all messages logged so far are written, for at most 10 s. For tests. */
    static void await() {
        CountDownLatch written = new CountDownLatch(1);
        try {
            Writer.ALL.execute(written::countDown);
            written.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
