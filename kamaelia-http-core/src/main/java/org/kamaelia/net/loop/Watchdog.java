package org.kamaelia.net.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Component;

/**
 * Looks after event loops from a thread of its own: when a turn takes longer than it should, the log names the component
 * that is being stepped and shows the stack of the loop's thread. All connections of that loop wait meanwhile. Says so
 * once for each turn that is too long, and once more when the loop goes on.
 */
final class Watchdog implements Runnable {
    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final int LOOKS = 4;

    private final List<Watched> loops;
    private final long patience;
    private final Thread thread;
    private volatile boolean ended;

    Watchdog(String name, List<EventLoop> loops, Duration patience) {
        this.loops = loops.stream().map(Watched::new).toList();
        this.patience = patience.toNanos();
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
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
        while (!ended) {
            LockSupport.parkNanos(this, patience / LOOKS);
            try {
                look(System.nanoTime());
            } catch (Throwable failure) { // such as no memory for a stack: the next look may do better
                LOG.log(System.Logger.Level.WARNING, "The watchdog failed; it goes on", failure);
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

        Watched(EventLoop loop) {
            this.loop = loop;
        }

        void look(long now) {
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
