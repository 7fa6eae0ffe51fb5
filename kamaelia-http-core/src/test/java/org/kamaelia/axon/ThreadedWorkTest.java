package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The work of a thread for a component")
@Timeout(30)
class ThreadedWorkTest {

    private static final BoxSpec<String> BOX = BoxSpec.of("Worked", "inbox", "anything", 2);

    private final LoopThread loop = new LoopThread("work-test");
    private final Actor component = new Actor();
    private final ThreadInbox<String> inbox = new ThreadInbox<>(component, BOX);
    private final CrossingInbox<String> sent = new CrossingInbox<>(component, BOX);
    private final CrossingOutbox<String> outbox = new CrossingOutbox<>(sent);
    private final ThreadedWork work = new ThreadedWork(inbox, outbox);

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
    @DisplayName("never has a thread interrupted that has gone on to another task")
    void neverInterruptsAThreadThatRunsAnotherTask() throws Exception {
        Reused thread = new Reused();
        thread.setDaemon(true);
        thread.start();
        loop.run(component);
        CountDownLatch begun = new CountDownLatch(1);
        work.start(thread.tasks::add, () -> {
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
        loop.execute(() -> work.end(true));

        assertThat(next.get(10, TimeUnit.SECONDS)).as("interrupted").isFalse();
        thread.ended = true;
        thread.tasks.add(() -> {});
        thread.join(10_000);
    }

    @Test
    @DisplayName("that fails after it had sent everything changes nothing, and is logged")
    void failureAfterTheLastMessageIsOnlyLogged() {
        loop.run(component);
        IllegalStateException failure = new IllegalStateException("test");
        try (LogCapture log = LogCapture.of(ThreadedWork.class)) {
            work.start(new BoundedExecutor("work-", 1, 0), () -> {
                outbox.sendLast("all");
                throw failure;
            });
            await().untilAsserted(() -> assertThat(log.thrown()).containsExactly(failure));
        }
        assertThat(loop.call(sent::poll)).isEqualTo("all");
        assertThat(loop.call(sent::ended)).isTrue();
        assertThat(work.failure()).isNull();
    }

    @Test
    @DisplayName("that fails before has its failure known when everything that it sent has arrived")
    void failureIsKnownAfterAllMessagesArrived() {
        loop.run(component);
        IllegalStateException failure = new IllegalStateException("test");
        work.start(new BoundedExecutor("work-", 1, 0), () -> {
            outbox.send("first");
            throw failure;
        });
        await().until(() -> loop.call(() -> sent.control() != null));
        assertThat(work.failure()).isSameAs(failure);
        assertThat(loop.call(sent::poll)).isEqualTo("first");
    }

    @Test
    @DisplayName("is not begun when it was given up before it got its thread")
    void isNotBegunWhenGivenUpBeforeItGotItsThread() {
        loop.run(component);
        LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        CompletableFuture<Void> ran = new CompletableFuture<>();
        work.start(waiting::add, () -> ran.complete(null));
        work.end(false);
        waiting.remove().run();
        assertThat(ran).isNotDone();
    }
}
