package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A box from which a thread receives")
@Timeout(30)
class ThreadInboxTest {

    private static final BoxSpec<Object> FOUR = BoxSpec.of("Threaded", "inbox", "anything", 4);

    private final TestScheduler scheduler = new TestScheduler();
    private final Owner owner = new Owner();
    private final Sender<Object> sender = Sender.to(owner.inbox);

    private static final class Owner extends Actor {
        private final ThreadInbox<Object> inbox = new ThreadInbox<>(this, FOUR);

        void anew() {
            renew();
        }
    }

    private void run() {
        scheduler.run(owner, sender);
    }

    /** Receives on a thread of its own, which is over then. */
    private @Nullable Object receive() throws Exception {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(owner.inbox.receive());
            } catch (InterruptedException | RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        thread.start();
        thread.join(10_000);
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("gives the thread messages in the order of sending, and then the end")
    void givesTheThreadMessagesInOrderAndThenTheEnd() throws Exception {
        run();
        sender.send("a", "b");
        sender.outbox.finish();
        assertThat(receive()).isEqualTo("a");
        assertThat(receive()).isEqualTo("b");
        assertThat(receive()).isNull();
    }

    @Test
    @DisplayName("counts a message until the thread has received it and the owner was stepped")
    void countsAMessageUntilReceivedAndItsOwnerStepped() throws Exception {
        run();
        sender.send("a", "b", "c", "d");
        assertThat(owner.inbox.size()).isEqualTo(4);
        receive();
        receive();
        scheduler.runUntilIdle();
        assertThat(owner.inbox.size()).isEqualTo(2);
        receive();
        receive();
        scheduler.runUntilIdle();
        BoxStatistics counted = java.util.Objects.requireNonNull(owner.inbox.statistics);
        assertThat(counted.depth()).isZero();
    }

    @Test
    @DisplayName("has a sender that found no room stepped when the thread has received a single message")
    void stepsAWaitingSenderAfterASingleMessageReceived() throws Exception {
        run();
        sender.send("a", "b", "c", "d");
        assertThat(sender.outbox.hasRoom()).isFalse();
        int steps = sender.steps;
        receive();
        scheduler.runUntilIdle();
        assertThat(sender.steps).isEqualTo(steps + 1);
        assertThat(sender.outbox.hasRoom()).isTrue();
    }

    @Test
    @DisplayName("tells its owner once that the thread has asked for a message")
    void tellsItsOwnerOnceThatTheThreadAskedForAMessage() throws Exception {
        run();
        sender.send("a", "b", "c", "d");
        scheduler.runUntilIdle();
        int steps = owner.steps;
        assertThat(owner.inbox.isAsked()).isFalse();
        receive();
        assertThat(owner.inbox.isAsked()).isTrue();
        scheduler.runUntilIdle();
        assertThat(owner.steps).isEqualTo(steps + 1);
    }

    @Test
    @DisplayName(
            "throws at the thread when the flow was shut down; messages that the thread has not received are released once")
    void throwsAtTheThreadWhenTheFlowWasShutDown() {
        run();
        Held held = new Held();
        sender.send(held);
        sender.outbox.shutdown(new Shutdown("test"));
        assertThatExceptionOfType(ShutdownException.class)
                .isThrownBy(owner.inbox::receive)
                .withMessage("test");
        Component.stop(owner);
        assertThat(held.released).isOne();
    }

    @Test
    @DisplayName(
            "of an owner that has ended throws at the thread, and releases only messages that the thread has not received")
    void throwsAtTheThreadWhenItsOwnerHasEnded() throws Exception {
        run();
        Held received = new Held();
        Held queued = new Held();
        Held late = new Held();
        sender.send(received, queued);
        assertThat(receive()).isSameAs(received);
        Component.stop(owner);
        sender.send(late);
        assertThat(received.released).isZero();
        assertThat(queued.released).isOne();
        assertThat(late.released).isOne();
        assertThatExceptionOfType(ShutdownException.class).isThrownBy(owner.inbox::receive);
    }

    @Test
    @DisplayName("releases messages that the thread leaves behind, and those that come after it has stopped receiving")
    void releasesMessagesLeftWhenTheThreadStopsReceiving() {
        run();
        Held before = new Held();
        Held after = new Held();
        sender.send(before);
        owner.inbox.stopReceiving();
        assertThat(before.released).isOne();
        sender.send(after);
        scheduler.runUntilIdle();
        Component.stop(owner);
        assertThat(before.released).isOne();
        assertThat(after.released).isOne();
    }

    @Test
    @DisplayName("is neither polled nor used for a second time")
    void isNeitherPolledNorUsedForASecondTime() {
        run();
        assertThatIllegalStateException().isThrownBy(owner.inbox::poll);
        Component.stop(owner);
        assertThatIllegalStateException().isThrownBy(owner::anew);
    }
}
