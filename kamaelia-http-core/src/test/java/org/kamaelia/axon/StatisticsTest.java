package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The statistics of boxes")
class StatisticsTest {

    private static final Duration WINDOW = Duration.ofSeconds(Scheduler.WINDOW_SECONDS);

    private final TestScheduler scheduler = new TestScheduler();
    private final StatisticsGroup group = scheduler.statistics("group");

    private Receiver<Integer> receiver(StatisticsGroup in) {
        Receiver<Integer> receiver = Receiver.weighing(8);
        scheduler.activate(receiver, in);
        return receiver;
    }

    private Sender<Integer> sender(Receiver<Integer> to) {
        Sender<Integer> sender = Sender.to(to.inbox);
        scheduler.run(sender);
        return sender;
    }

    private static BoxStatistics only(StatisticsGroup group) {
        assertThat(group.boxes()).hasSize(1);
        return group.boxes().get(0);
    }

    @Test
    @DisplayName("are named by the declaration, and sum over its live boxes of one group")
    void areNamedByTheDeclarationAndSumOverItsLiveBoxes() {
        StatisticsGroup other = scheduler.statistics("other");
        Receiver<Integer> first = receiver(group);
        Receiver<Integer> second = receiver(group);
        sender(first).send(10, 20);
        sender(second).send(5);
        sender(receiver(other)).send(1_000);

        BoxStatistics counted = only(group);
        assertThat(group.name()).isEqualTo("group");
        assertThat(counted.component()).isEqualTo("Weigher");
        assertThat(counted.box()).isEqualTo("inbox");
        assertThat(counted.depth()).isEqualTo(3);
        assertThat(counted.bytes()).isEqualTo(35);
        assertThat(counted.capacity()).isEqualTo(16);
        assertThat(counted.sent()).isEqualTo(3);
        assertThat(only(other).bytes()).isEqualTo(1_000);

        Component.stop(first);
        assertThat(counted.depth()).isOne();
        assertThat(counted.bytes()).isEqualTo(5);
        assertThat(counted.capacity()).isEqualTo(8);
        assertThat(counted.sent()).as("never goes back").isEqualTo(3);
        assertThat(counted.discarded()).isEqualTo(2);
    }

    @Test
    @DisplayName("count as full the changes from room to none, not the questions")
    void countChangesFromRoomToNoneAsFull() {
        Receiver<Integer> receiver = receiver(group);
        Sender<Integer> sender = sender(receiver);
        BoxStatistics counted = only(group);
        for (int i = 0; i < 8; i++) {
            sender.send(1);
        }
        assertThat(counted.full()).as("nobody was refused").isZero();
        for (int i = 0; i < 5; i++) {
            assertThat(sender.outbox.hasRoom()).isFalse();
            assertThat(sender(receiver).outbox.hasRoom()).isFalse();
        }
        assertThat(counted.full()).isOne();

        receiver.take(1);
        scheduler.runUntilIdle();
        sender.send(1);
        assertThat(counted.full()).isOne();
        assertThat(sender.outbox.hasRoom()).isFalse();
        assertThat(counted.full()).isEqualTo(2);
    }

    @Test
    @DisplayName("count a bound in bytes that is reached as full of the box at its entrance")
    void countAReachedBoundInBytesAsFullAtTheEntrance() {
        Receiver<Integer> receiver = receiver(group);
        receiver.inbox.boundBy(new ByteBound(100), true);
        Sender<Integer> sender = sender(receiver);
        sender.send(100);
        assertThat(sender.outbox.hasRoom()).isFalse();
        assertThat(sender.outbox.hasRoom()).isFalse();
        assertThat(only(group).full()).isOne();
    }

    @Test
    @DisplayName("show the deepest single box of this window and the one before, and forget a burst after that")
    void showTheDeepestBoxAndForgetABurstAfterTwoWindows() {
        Receiver<Integer> receiver = receiver(group);
        Receiver<Integer> other = receiver(group);
        sender(receiver).send(1, 2, 3, 4, 5);
        sender(other).send(1, 2);
        receiver.takeAll();
        other.takeAll();
        BoxStatistics counted = only(group);
        assertThat(group.maxDepth(counted)).isEqualTo(5);

        scheduler.pass(WINDOW);
        assertThat(group.maxDepth(counted)).as("the window before").isEqualTo(5);
        scheduler.pass(WINDOW);
        assertThat(group.maxDepth(counted)).isZero();
    }

    @Test
    @DisplayName("show a box that was deep at the beginning of a window and only drained in it")
    void showABoxThatWasOnlyDrainedInThisWindow() {
        Receiver<Integer> deep = receiver(group);
        sender(deep).send(1, 2, 3, 4, 5, 6);
        for (int i = 0; i < 10; i++) {
            sender(receiver(group)).send(1);
        }
        scheduler.pass(WINDOW);
        scheduler.pass(WINDOW);
        scheduler.pass(WINDOW);
        assertThat(group.maxDepth(only(group)))
                .as("the mean, rounded up, while nothing moves")
                .isEqualTo(2);
        deep.take(1);
        assertThat(group.maxDepth(only(group))).isEqualTo(6);
    }

    @Test
    @DisplayName("do not show the burst of hours ago, asleep or when the scheduler wakes up again")
    void doNotShowAStaleBurst() {
        Receiver<Integer> receiver = receiver(group);
        sender(receiver).send(1, 2, 3, 4, 5);
        receiver.takeAll();
        scheduler.tickTo(Duration.ofHours(3));
        assertThat(group.maxDepth(only(group))).isZero();
        scheduler.runUntilIdle();
        assertThat(group.maxDepth(only(group))).isZero();
    }

    @Test
    @DisplayName("sample the waiting time of one message in 256, wherever in its box it stands")
    void sampleTheWaitOfOneMessageIn256() {
        Receiver<Integer> receiver = receiver(group);
        Sender<Integer> sender = sender(receiver);
        BoxStatistics counted = only(group);
        for (int i = 0; i < 255; i++) {
            sender.send(i);
            receiver.takeAll();
        }
        assertThat(counted.waits()).isZero();

        receiver.greedy();
        for (int i = 1; i <= 10; i++) {
            receiver.onStep = () -> {};
            sender.send(1, 2, 3);
            scheduler.tickTo(Duration.ofMillis(7));
            receiver.take(1);
            scheduler.tickTo(Duration.ofMillis(100));
            receiver.takeAll();
            if (i == 1) {
                assertThat(counted.waits()).isOne();
                assertThat(counted.waitedNanos()).isEqualTo(7_000_000);
            }
            for (int j = 0; j < 253; j++) {
                sender.send(j);
                receiver.takeAll();
            }
        }
        assertThat(counted.waits()).isEqualTo(10);
        assertThat(counted.waitedNanos()).isEqualTo(10 * 7_000_000);
    }

    @Test
    @DisplayName("sample a message behind others until it is polled itself")
    void sampleAMessageBehindOthersUntilItIsPolled() {
        Receiver<Integer> receiver = receiver(group);
        Sender<Integer> sender = sender(receiver);
        for (int i = 0; i < 253; i++) {
            sender.send(i);
            receiver.takeAll();
        }
        sender.send(1, 2, 3, 4);
        for (int i = 1; i <= 3; i++) {
            assertThat(only(group).waits()).isZero();
            scheduler.tickTo(Duration.ofMillis(1));
            receiver.take(1);
        }
        assertThat(only(group).waits()).isOne();
        assertThat(only(group).waitedNanos()).isEqualTo(3_000_000);
    }

    @Test
    @DisplayName("go on sampling when the sampled message is stuck, and count the time that it has waited so far")
    void goOnSamplingWhenTheFollowedMessageIsStuck() {
        Receiver<Integer> stuck = receiver(group);
        Receiver<Integer> moving = receiver(scheduler.statistics("moving"));
        Sender<Integer> sender = sender(moving);
        for (int i = 0; i < 255; i++) {
            sender.send(i);
            moving.takeAll();
        }
        sender(stuck).send(1);
        scheduler.tickTo(Duration.ofSeconds(9));
        for (int i = 0; i < 3 * 256; i++) {
            sender.send(i);
            moving.takeAll();
        }
        assertThat(InboxTest.counted(moving.inbox).waits()).isEqualTo(3);
        assertThat(only(group).waits()).isOne();
        assertThat(only(group).waitedNanos()).isEqualTo(9_000_000_000L);
    }

    @Test
    @DisplayName("are gone with their group, which a scheduler forgets")
    void areGoneWithTheirGroup() {
        Receiver<Integer> receiver = receiver(group);
        sender(receiver).send(1, 2, 3);
        Component.stop(receiver);
        scheduler.forget(group);
        assertThat(only(group).sent()).as("who holds it may still read it").isEqualTo(3);
        StatisticsGroup next = scheduler.statistics("group");
        assertThat(next.boxes()).isEmpty();
    }

    @Test
    @DisplayName("tell a listener of each declaration once: of those that are known, and of those that come")
    void tellAListenerOfEachDeclarationOnce() {
        receiver(group);
        List<String> seen = new ArrayList<>();
        group.onBoxes(statistics -> seen.add(statistics.component() + "." + statistics.box()));
        assertThat(seen).containsExactly("Weigher.inbox");
        receiver(group);
        scheduler.activate(Receiver.of(3), group);
        scheduler.activate(Receiver.of(5), group);
        assertThat(seen).containsExactly("Weigher.inbox", "Receiver.inbox");
    }

    @Test
    @DisplayName("of more than 255 declarations share one called other, so that they are bounded")
    void shareOneBoundedOtherPastTheLimitOfDeclarations() throws Exception {
        URL main = BoxSpec.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[] {main}, platform)) {
            Class<?> fresh = own.loadClass(BoxSpec.class.getName());
            var of = fresh.getMethod("of", String.class, String.class, String.class, int.class);
            var component = fresh.getMethod("component");
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Object spec = of.invoke(null, "C" + i, "inbox", "anything", 1);
                names.add(Objects.toString(component.invoke(spec)));
            }
            assertThat(names.subList(0, 255)).doesNotContain("other").doesNotHaveDuplicates();
            assertThat(names.subList(255, 300)).containsOnly("other");
            Object again = of.invoke(null, "C7", "inbox", "anything", 1);
            assertThat(component.invoke(again)).isEqualTo("C7");
        }
    }
}
