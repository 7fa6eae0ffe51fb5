package org.kamaelia.net.loop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Component;

/**
 * Watches event loops from its own thread. When a turn takes too long, all connections of the loop wait. Then the log names
 * the component that is being stepped, with the stack of the loop's thread: once for each such turn, and once more when the
 * loop continues. A loop whose thread has ended gets another thread. If none can be started, the process ends.
 */
final class Watchdog implements Runnable {
    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final int LOOKS = 4;

    /** Looks at a loop without a thread after which the process is ended: it would serve nothing, and nobody would know. */
    private static final int MOST_LOST = 20;

    private static final int EXIT_STATUS = 70; // EX_SOFTWARE of sysexits.h
    private static final byte[] LAST_WORDS =
            "kamaelia: an event loop has no thread and cannot get one: the process ends, so that it can be restarted\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final List<Watched> loops;
    private final long patience;
    private final Runnable lastResort;
    private final Consumer<? super EventLoop> replacement;
    private final Thread thread;
    private volatile boolean ended;

    Watchdog(String name, List<EventLoop> loops, Duration patience) {
        this(name, loops, patience, Watchdog::endProcess, EventLoop::replaceThread);
    }

    /**
     * For tests.
     *
     * @param lastResort is run when a loop cannot be given a thread
     * @param replacement gives a loop another thread
     */
    Watchdog(
            String name,
            List<EventLoop> loops,
            Duration patience,
            Runnable lastResort,
            Consumer<? super EventLoop> replacement) {
        this.lastResort = lastResort;
        this.replacement = replacement;
        this.loops = loops.stream().map(Watched::new).toList();
        this.patience = patience.toNanos();
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    private static void endProcess() {
        System.err.write(LAST_WORDS, 0, LAST_WORDS.length);
        System.err.flush();
        Runtime.getRuntime().halt(EXIT_STATUS); // hooks need threads, which there are none of
    }

    void start() {
        thread.start();
    }

    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    void join() throws InterruptedException {
        thread.join();
    }

    @Override
    public void run() {
        Throwable failed = null;
        while (!ended) {
            try {
                if (failed != null) {
                    Throwable last = failed;
                    failed = null;
                    LOG.log(System.Logger.Level.WARNING, "The watchdog failed; it goes on", last);
                }
                LockSupport.parkNanos(this, patience / LOOKS);
                look(System.nanoTime());
            } catch (Throwable failure) { // such as no memory for a stack: the next look may do better
                failed = failure; // nothing here may need memory
            }
        }
    }

    /** One look at all loops, at a time in nanoseconds; makes no object, so that an idle server allocates nothing. */
    void look(long now) {
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).look(now);
        }
    }

    /** What is known of one loop. */
    private final class Watched {
        private final EventLoop loop;
        private long turn = -1;
        private long since;
        private boolean reported;
        private int lost;

        Watched(EventLoop loop) {
            this.loop = loop;
        }

        void look(long now) {
            if (loop.isLost()) {
                replace();
                return;
            }
            lost = 0;
            long current = loop.turns();
            if (current != turn || loop.isSleeping()) {
                if (reported) {
                    LOG.log(System.Logger.Level.WARNING, "{0} goes on after {1} ms", loop, (now - since) / 1_000_000);
                }
                turn = current;
                since = now;
                reported = false;
            } else if (!reported && now - since >= patience) {
                reported = true;
                report((now - since) / 1_000_000);
            }
        }

        /** The thread of the loop has ended, which nothing should do. Its connections must not wait for ever. */
        private void replace() {
            lost++;
            try {
                replacement.accept(loop);
                LOG.log(System.Logger.Level.ERROR, "The thread of {0} has ended. Another thread goes on with it", loop);
            } catch (Throwable noThread) {
                if (lost >= MOST_LOST) {
                    lastResort.run();
                }
            }
        }

        private void report(long millis) {
            Component running = loop.running();
            Throwable where = new Throwable("stack of " + loop);
            where.setStackTrace(loop.stack());
            LOG.log(
                    System.Logger.Level.WARNING,
                    loop + " has been blocked for " + millis + " ms by "
                            + (running == null ? "a task" : running)
                            + "; its connections wait. Code that may block belongs in a blocking handler",
                    where);
        }
    }
}
