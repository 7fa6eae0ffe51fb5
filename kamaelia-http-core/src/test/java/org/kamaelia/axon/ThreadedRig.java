package org.kamaelia.axon;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Threaded components whose work is written in a test, between a sender and a receiver on a loop. */
abstract class ThreadedRig {
    static final BoxSpec<Object> INBOX = BoxSpec.of("Worker", "inbox", "anything", 4);
    final LoopThread loop = new LoopThread("threaded-test");
    final Executor threads = new BoundedExecutor("worker-", 8, 0);
    final Sender<Object> sender = new Sender<>();
    final Receiver<Object> receiver = Receiver.of(2);
    final BlockingQueue<Object> results = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        loop.close();
    }

    /** Work that is written in the test. */
    interface Work {
        void run(Worker self) throws Exception;
    }

    static final class Worker extends ThreadedComponent<Object, Object> {
        private final Work work;
        final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        final AtomicInteger stops = new AtomicInteger();
        boolean interrupting;

        Worker(Executor executor, Work work) {
            super(executor, INBOX);
            this.work = work;
        }

        @Override
        protected void main() throws Exception {
            work.run(this);
        }

        @Override
        protected boolean interruptedWhenEnded() {
            return interrupting;
        }

        @Override
        protected void stopped(@Nullable Throwable failure) {
            super.stopped(failure);
            stops.incrementAndGet();
            end.complete(failure);
        }

        @Nullable
        Throwable end() throws Exception {
            return end.get(10, TimeUnit.SECONDS);
        }
    }

    Worker run(Executor executor, Work work) {
        return run(new Worker(executor, work));
    }

    Worker run(Worker worker) {
        loop.call(() -> {
            sender.outbox.linkTo(worker.inbox());
            worker.outbox().linkTo(receiver.inbox);
            loop.activate(sender);
            loop.activate(receiver);
            loop.activate(worker);
            return true;
        });
        return worker;
    }

    Worker run(Work work) {
        return run(threads, work);
    }

    void sendAll(Object... messages) {
        int[] next = {0};
        loop.call(() -> {
            sender.onStep = () -> {
                while (next[0] < messages.length && sender.outbox.hasRoom()) {
                    sender.send(messages[next[0]++]);
                }
                if (next[0] == messages.length) {
                    sender.outbox.finish();
                }
            };
            sender.ready();
            return true;
        });
    }
}
