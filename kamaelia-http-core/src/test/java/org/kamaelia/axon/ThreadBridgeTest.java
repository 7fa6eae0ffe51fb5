package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A bridge between a scheduler and a thread")
@Timeout(30)
class ThreadBridgeTest {

    private final LoopThread loop = new LoopThread("bridge-test");

    /** One thread that runs tasks one after the other, and holds up whoever interrupts it at the wrong moment. */
    private static final class Reused extends Thread {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private final CountDownLatch interrupting = new CountDownLatch(1);
        private final CountDownLatch nextTask = new CountDownLatch(1);
        private volatile boolean ended;

        @Override
        public void run() {
            try {
                while (!ended) {
                    tasks.take().run();
                }
            } catch (InterruptedException e) {
                ended = true;
            }
        }

        /** Comes as late as it can: after the thread has gone on to its next task, if it is let. */
        @Override
        public void interrupt() {
            interrupting.countDown();
            try {
                nextTask.await(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.interrupt();
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    @DisplayName("never interrupts a thread that has gone on to somebody else's task")
    void noStrayInterrupt() throws Exception {
        Reused thread = new Reused();
        thread.setDaemon(true);
        thread.start();
        Actor component = new Actor();
        loop.run(component);
        ThreadBridge<String, String> bridge = new ThreadBridge<>(component, 2, UnaryOperator.identity());
        CountDownLatch begun = new CountDownLatch(1);
        bridge.start(thread.tasks::add, () -> {
            begun.countDown();
            thread.interrupting.await();
        });
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        thread.tasks.add(() -> {
            thread.nextTask.countDown();
            try {
                new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
                next.complete(false);
            } catch (InterruptedException stray) {
                next.complete(true);
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        loop.execute(() -> bridge.shutdown(new Shutdown("test"), true));

        assertThat(next.get(10, TimeUnit.SECONDS)).as("interrupted").isFalse();
        thread.ended = true;
        thread.tasks.add(() -> {});
        thread.join(10_000);
    }

    @Test
    @DisplayName("that is shut down without an interrupt lets the thread finish what it does, but not send or receive")
    void withoutInterrupt() throws Exception {
        Actor component = new Actor();
        loop.run(component);
        ThreadBridge<String, String> bridge = new ThreadBridge<>(component, 2, UnaryOperator.identity());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> seen = new CompletableFuture<>();
        bridge.start(new BoundedExecutor("bridge-", 1, 0), () -> {
            begun.countDown();
            try {
                go.await();
                bridge.send("x");
                seen.complete("sent");
            } catch (InterruptedException e) {
                seen.complete("interrupted");
            } catch (ShutdownException e) {
                seen.complete("shutdown");
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        loop.call(() -> {
            bridge.shutdown(new Shutdown("test"), false);
            return true;
        });
        go.countDown();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("shutdown");
    }

    @Test
    @DisplayName("makes what is only lent the thread's own before it crosses")
    void detaches() throws Exception {
        Receiver<StringBuilder> component = Receiver.of(2);
        Sender<StringBuilder> sender = Sender.to(component.inbox);
        Outbox<StringBuilder> out = new Outbox<>(component, "outbox");
        ThreadBridge<StringBuilder, StringBuilder> bridge = new ThreadBridge<>(component, 2, StringBuilder::new);
        component.onStep = () -> bridge.pump(component.inbox, out);
        loop.run(component, sender);
        CompletableFuture<String> seen = new CompletableFuture<>();
        StringBuilder lent = new StringBuilder("lent");
        CountDownLatch go = new CountDownLatch(1);
        bridge.start(new BoundedExecutor("bridge-", 1, 0), () -> {
            StringBuilder message = bridge.receive();
            go.await();
            seen.complete(String.valueOf(message));
        });
        loop.call(() -> {
            sender.send(lent);
            return true;
        });
        org.awaitility.Awaitility.await().until(() -> loop.call(component.inbox::isEmpty));
        loop.call(() -> {
            lent.setLength(0);
            return true;
        });
        go.countDown();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("lent");
    }
}
