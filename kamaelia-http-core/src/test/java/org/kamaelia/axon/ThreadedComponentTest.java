package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A threaded component")
@Timeout(30)
class ThreadedComponentTest extends ThreadedRig {
    @Test
    @DisplayName("waits for messages and for room on a thread of its own, and keeps their order")
    void waitsOnItsOwnThreadAndKeepsOrder() throws Exception {
        receiver.onStep = receiver::takeAll;
        Worker worker = run(self -> {
            for (Object message; (message = self.receive()) != null; ) {
                self.send(message);
                self.send(-(Integer) message);
            }
            results.add("end");
        });
        List<Object> expected = new ArrayList<>();
        Integer[] messages = new Integer[5_000];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = i + 1;
            expected.add(i + 1);
            expected.add(-i - 1);
        }
        sendAll((Object[]) messages);

        assertThat(worker.end()).isNull();
        assertThat(results).containsExactly("end");
        assertThat(loop.call(() -> List.copyOf(receiver.received))).isEqualTo(expected);
        assertThat(loop.call(receiver.inbox::ended)).isTrue();
        assertThat(loop.failures).isEmpty();
    }

    @Test
    @DisplayName("whose messages are not received sends as many as fit and waits, and goes on when there is room")
    void sendsWhatFitsAndWaitsForRoom() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Worker worker = run(self -> {
            for (int i = 0; i < 50; i++) {
                self.send(i);
                sent.incrementAndGet();
            }
        });
        int fit = receiver.inbox.spec().capacity() + INBOX.capacity();
        await().until(() -> sent.get() == fit);
        assertThat(loop.call(receiver.inbox::size)).isEqualTo(2);

        List<Object> all = new ArrayList<>();
        await().pollDelay(java.time.Duration.ZERO)
                .pollInterval(java.time.Duration.ofMillis(1))
                .until(() -> {
                    assertThat(sent.get()).isLessThanOrEqualTo(all.size() + fit);
                    all.addAll(loop.call(() -> receiver.take(1)));
                    return all.size() == 50;
                });
        assertThat(worker.end()).isNull();
        assertThat(all).hasSize(50).startsWith(0, 1).endsWith(49);
    }

    @Test
    @DisplayName("takes nothing out of its inbox before it asks for the first message")
    void takesNothingBeforeItAsksForTheFirstMessage() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = run(self -> {
            go.await();
            results.add(String.valueOf(self.receive()));
        });
        sendAll("a", "b", "c");
        assertThat(loop.call(worker.inbox()::size)).isEqualTo(3);
        go.countDown();
        assertThat(worker.end()).isNull();
        assertThat(results).containsExactly("a");
    }

    @Test
    @DisplayName(
            "that returns finishes: its messages arrive, then ProducerFinished; messages that it did not receive are discarded")
    void finishesWhenItReturns() throws Exception {
        Worker worker = run(self -> {
            self.send("x");
            self.send("y");
        });
        assertThat(worker.end()).isNull();
        assertThat(worker.stops).hasValue(1);
        assertThat(loop.call(receiver::takeAll)).containsExactly("x", "y");
        assertThat(loop.call(receiver.inbox::ended)).isTrue();
        sendAll(1, 2, 3, 4, 5, 6, 7, 8, 9);
        await().until(() -> loop.call(sender.outbox::isFinished));
    }

    @Test
    @DisplayName("that throws fails with that exception: the receiver of its messages gets Shutdown")
    void failsWithTheExceptionThatItThrows() throws Exception {
        Exception failure = new Exception("test");
        Worker worker = run(self -> {
            throw failure;
        });
        assertThat(worker.end()).isSameAs(failure);
        assertThat(worker.stops).hasValue(1);
        Shutdown shutdown = loop.call(receiver.inbox::shutdown);
        assertThat(shutdown).isNotNull();
        assertThat(shutdown.cause()).isSameAs(failure);
        assertThat(loop.call(() -> List.copyOf(loop.failures))).containsExactly(failure);
    }

    @Test
    @DisplayName("that throws an Error fails with it as the cause")
    void failsWithTheErrorThatItThrowsAsTheCause() throws Exception {
        Error failure = new AssertionError("test");
        Worker worker = run(self -> {
            throw failure;
        });
        assertThat(worker.end()).hasRootCause(failure);
    }

    @Test
    @DisplayName("whose sender shuts down gets an exception instead of the end, which is no fault to be logged")
    void getsAnExceptionWhenItsSenderShutsDown() throws Exception {
        Worker worker = run(self -> {
            try {
                while (self.receive() != null) {
                    results.add("message");
                }
                results.add("end");
            } catch (ShutdownException e) {
                results.add("shutdown");
                throw e;
            }
        });
        loop.call(() -> {
            sender.outbox.shutdown(new Shutdown("client gone"));
            return true;
        });
        assertThat(worker.end()).isInstanceOf(ShutdownException.class).hasMessage("client gone");
        assertThat(results).containsExactly("shutdown");
        assertThat(loop.call(receiver.inbox::shutdown)).isNotNull();
        assertThat(loop.failures).isEmpty();
    }

    @Test
    @DisplayName("that is ended is not interrupted, but its boxes throw from then on")
    void isNotInterruptedWhenEndedButItsBoxesThrow() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = run(self -> {
            waiting.countDown();
            go.await();
            tryBoxes(self);
        });
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        loop.call(() -> {
            Component.stop(worker);
            return true;
        });
        go.countDown();
        for (String expected : List.of("receive", "send", "over")) {
            assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
        }
        assertThat(worker.end()).isNull();
        assertThat(worker.stops).hasValue(1);
    }

    @Test
    @DisplayName("that asks for it is interrupted in any wait when it is ended")
    void isInterruptedWhenEndedIfItAsksForThat() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Worker worker = new Worker(threads, self -> {
            try {
                waiting.countDown();
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                results.add("interrupted");
            }
            tryBoxes(self);
        });
        worker.interrupting = true;
        run(worker);
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        loop.execute(() -> Component.stop(worker));
        for (String expected : List.of("interrupted", "receive", "send", "over")) {
            assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
        }
    }

    private void tryBoxes(Worker self) throws InterruptedException {
        try {
            self.receive();
        } catch (ShutdownException e) {
            results.add("receive");
        }
        try {
            self.send("x");
        } catch (ShutdownException e) {
            results.add("send");
        }
        results.add("over");
    }

    @Test
    @DisplayName("that is ended while it waits for a message, or for room, leaves the wait")
    void leavesItsWaitsWhenItIsEnded() throws Exception {
        for (Work wait : List.<Work>of(Worker::receive, self -> {
            while (true) {
                self.send("x");
            }
        })) {
            CountDownLatch begun = new CountDownLatch(1);
            Worker worker = new Worker(threads, self -> {
                begun.countDown();
                try {
                    wait.run(self);
                } catch (ShutdownException e) {
                    results.add("left");
                }
            });
            Receiver<Object> end = Receiver.of(1);
            Sender<Object> silent = Sender.to(worker.inbox());
            worker.outbox().linkTo(end.inbox);
            loop.run(end, silent, worker);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            loop.execute(() -> Component.stop(worker));
            assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("left");
        }
    }

    @Test
    @DisplayName("for which there is no thread fails at once")
    void failsAtOnceWhenThereIsNoThreadForIt() throws Exception {
        Worker worker = run(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                self -> results.add("ran"));
        assertThat(worker.end()).isInstanceOf(RejectedExecutionException.class);
        assertThat(results).isEmpty();
    }

    @Test
    @DisplayName("that ended while it waited for its thread does not run any more")
    void doesNotRunAfterItEndedWaitingForItsThread() throws Exception {
        List<Runnable> waiting = new ArrayList<>();
        Worker worker = run(waiting::add, self -> results.add("ran"));
        loop.call(() -> {
            Component.stop(worker);
            return true;
        });
        assertThat(worker.end()).isNull();
        waiting.get(0).run();
        assertThat(results).isEmpty();
    }
}
