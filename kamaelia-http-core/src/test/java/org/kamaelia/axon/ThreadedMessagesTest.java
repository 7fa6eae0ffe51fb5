package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A threaded component that ends")
@Timeout(30)
class ThreadedMessagesTest extends ThreadedRig {
    @Test
    @DisplayName("gives back every message that it took and did not receive, when it returns early")
    void givesBackUnreceivedMessagesWhenItReturnsEarly() throws Exception {
        CountDownLatch filled = new CountDownLatch(1);
        Worker worker = run(self -> {
            ((Held) java.util.Objects.requireNonNull(self.receive())).release();
            filled.await();
        });
        Held[] held = fillInbox();
        filled.countDown();
        assertThat(worker.end()).isNull();
        assertReleasedOnce(held);
    }

    @Test
    @DisplayName("gives back every message that it took and did not receive, when it is ended from outside")
    void givesBackUnreceivedMessagesWhenEndedFromOutside() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Worker worker = run(self -> {
            ((Held) java.util.Objects.requireNonNull(self.receive())).release();
            over.await();
        });
        Held[] held = fillInbox();
        loop.execute(() -> Component.stop(worker));
        assertReleasedOnce(held);
        over.countDown();
    }

    @Test
    @DisplayName("gives back every message that it sent and that was not taken, when it fails")
    void givesBackSentMessagesThatNobodyTookWhenItFails() throws Exception {
        Held[] held = messages(6);
        Worker worker = run(self -> {
            for (Held one : held) {
                self.send(one);
            }
            throw new Exception("test");
        });
        assertThat(worker.end()).hasMessage("test");
        loop.call(receiver::takeAll);
        assertReleasedOnce(held);
    }

    private static Held[] messages(int count) {
        Held[] held = new Held[count];
        for (int i = 0; i < held.length; i++) {
            held[i] = new Held();
        }
        return held;
    }

    /** Sends one message that the component receives, and as many as its inbox holds. */
    private Held[] fillInbox() {
        Held[] held = messages(1 + INBOX.capacity());
        sendAll((Object[]) held);
        await().until(() -> loop.call(sender.outbox::isFinished));
        return held;
    }

    private void assertReleasedOnce(Held... held) {
        await().untilAsserted(() -> assertThat(loop.call(() -> {
                    List<Integer> times = new ArrayList<>();
                    for (Held one : held) {
                        times.add(one.released);
                    }
                    return times;
                }))
                .containsOnly(1));
    }
}
