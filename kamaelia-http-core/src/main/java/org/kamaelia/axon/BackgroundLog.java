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
 * The system's log, for event loops: whoever logs never waits for who writes it, and never fails by it. A sink that
 * blocks, such as a pipe that nobody reads or a full disk, would hold up every connection of a loop otherwise.
 *
 * <p>The logger itself is found when there is something to say: to find the first one takes a tenth of the time in which a
 * server starts. One thread for all of them writes, and ends when there has been nothing to write for a second. At most 1,024
 * messages wait; what is too much is not written but counted, and the count is written when there is room again.
 */
public final class BackgroundLog implements System.Logger {
    private static final int MOST_WAITING = 1_024;
    private static final AtomicLong LOST = new AtomicLong();

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

    /** The log of a class. */
    public static System.Logger of(Class<?> logging) {
        return new BackgroundLog(logging.getName());
    }

    private System.Logger target() {
        System.Logger known = found;
        if (known == null) {
            found = known = System.getLogger(name); // a race finds the same twice
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

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        write(level, message, thrown);
    }

    /** Fills the parameters in at once, since they may be other things by the time it is written. */
    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
        try {
            if (isLoggable(level)) {
                boolean plain = parameters == null || parameters.length == 0;
                write(level, plain ? format : MessageFormat.format(format, parameters), null);
            }
        } catch (Throwable failure) { // such as a toString() that throws
            write(level, format, failure);
        }
    }

    private void write(Level level, String message, @Nullable Throwable thrown) {
        try {
            if (isLoggable(level)) {
                Writer.ALL.execute(() -> writeNow(level, message, thrown));
            }
        } catch (RejectedExecutionException full) {
            LOST.incrementAndGet();
        } catch (Throwable failure) { // no memory for a task or its thread: the loop has to go on
            LOST.incrementAndGet();
        }
    }

    private void writeNow(Level level, String message, @Nullable Throwable thrown) {
        try {
            long lost = LOST.getAndSet(0);
            if (lost > 0) {
                target().log(Level.WARNING, lost + " messages were not written: the log did not keep up");
            }
            target().log(level, message, thrown);
        } catch (Throwable failure) { // nowhere is left to write it
            LOST.incrementAndGet();
        }
    }

    /** Waits until what has been logged so far is written, at most 10 s; for tests. */
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
