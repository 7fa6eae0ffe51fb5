package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Introspector.ComponentState;
import org.kamaelia.axon.Introspector.InboxState;
import org.kamaelia.axon.Introspector.Linkage;
import org.kamaelia.axon.Introspector.Snapshot;

@DisplayName("A snapshot by the introspector")
@Timeout(30)
class IntrospectorTest {

    private final TestScheduler scheduler = new TestScheduler();

    private Snapshot snapshot() {
        CompletableFuture<Snapshot> future = Introspector.snapshot(List.of(scheduler));
        scheduler.runUntilIdle();
        assertThat(future).isCompleted();
        return future.join();
    }

    private static ComponentState of(Snapshot snapshot, Class<?> type) {
        return snapshot.components().stream()
                .filter(one -> one.type().equals(type.getName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("shows every live component with its class, scheduler and group, and none that has ended")
    void showsEveryLiveComponentAndNoEndedOne() {
        StatisticsGroup group = scheduler.statistics("public");
        Receiver<Integer> receiver = Receiver.weighing(4);
        scheduler.activate(receiver, group);
        Actor gone = new Actor();
        scheduler.run(gone, new Actor());
        Component.stop(gone);

        Snapshot snapshot = snapshot();
        assertThat(snapshot.components()).hasSize(2);
        ComponentState shown = of(snapshot, Receiver.class);
        assertThat(shown.scheduler()).isEqualTo("test");
        assertThat(shown.group()).isEqualTo("public");
        assertThat(shown.id()).startsWith("test/Receiver-");
        assertThat(shown.outboxes()).isEmpty();
        assertThat(of(snapshot, Actor.class).group()).isEmpty();
    }

    @Test
    @DisplayName("shows every box with depth, bytes, capacity, high-water mark and signals on control")
    void showsEveryBoxWithItsFigures() {
        Receiver<Integer> receiver = Receiver.weighing(4);
        Sender<Integer> sender = Sender.to(receiver.inbox);
        scheduler.run(receiver, sender);
        sender.send(10, 20, 30);
        receiver.take(2);

        assertThat(of(snapshot(), Receiver.class).inboxes())
                .containsExactly(new InboxState("inbox", 1, 30, 4, 3, null));
        sender.outbox.finish();
        assertThat(of(snapshot(), Receiver.class).inboxes())
                .containsExactly(new InboxState("inbox", 1, 30, 4, 3, "ProducerFinished"));
        sender.outbox.shutdown(new Shutdown("gone"));
        assertThat(of(snapshot(), Receiver.class).inboxes())
                .containsExactly(new InboxState("inbox", 0, 0, 4, 3, "Shutdown(gone)"));
    }

    @Test
    @DisplayName("shows boxes in the order in which they are declared, and all linkages between live components")
    void showsBoxesInDeclaredOrderAndAllLinkages() {
        Actor both = new Actor();
        Inbox<String> first = new Inbox<>(both, BoxSpec.of("Both", "first", "anything", 1));
        new Inbox<String>(both, BoxSpec.of("Both", "second", "anything", 2));
        Outbox<String> third = new Outbox<>(both, "third");
        new Outbox<String>(both, "fourth");
        Receiver<String> receiver = Receiver.of(1);
        third.linkTo(receiver.inbox);
        Sender<String> sender = Sender.to(first);
        scheduler.run(both, receiver, sender);

        Snapshot snapshot = snapshot();
        ComponentState shown = of(snapshot, Actor.class);
        assertThat(shown.inboxes()).extracting(InboxState::name).containsExactly("first", "second");
        assertThat(shown.outboxes()).containsExactly("third", "fourth");
        assertThat(snapshot.linkages())
                .containsExactlyInAnyOrder(
                        new Linkage(
                                shown.id(),
                                "third",
                                of(snapshot, Receiver.class).id(),
                                "inbox"),
                        new Linkage(of(snapshot, Sender.class).id(), "outbox", shown.id(), "first"));

        Component.stop(receiver);
        assertThat(snapshot().linkages()).extracting(Linkage::inbox).containsExactly("first");
    }

    @Test
    @DisplayName("shows graphs and their parts")
    void showsGraphsAndTheirParts() {
        Graphline<String, String> graph = new Graphline<>();
        graph.add(Receiver.of(2));
        scheduler.run(graph);
        assertThat(snapshot().components())
                .extracting(ComponentState::type)
                .containsExactlyInAnyOrder(Graphline.class.getName(), Receiver.class.getName());
    }

    @Test
    @DisplayName("describes a bounded number of components in a turn, so that others are stepped in between")
    void describesABoundedNumberOfComponentsInATurn() {
        int count = 3 * Introspector.SLICE + 10;
        for (int i = 0; i < count; i++) {
            scheduler.activate(new Actor());
        }
        scheduler.runUntilIdle();
        CompletableFuture<Snapshot> future = Introspector.snapshot(List.of(scheduler));
        int turns = 0;
        while (!future.isDone()) {
            scheduler.turn();
            turns++;
        }
        assertThat(turns).isEqualTo(4);
        assertThat(future.join().components()).hasSize(count);
    }

    @Test
    @DisplayName("describes no more components of a group than were asked for, the newest, and counts the others")
    void describesALimitedNumberAndCountsTheOthers() {
        StatisticsGroup web = scheduler.statistics("web");
        StatisticsGroup admin = scheduler.statistics("admin");
        for (int i = 0; i < 5_000; i++) {
            scheduler.activate(new Actor(), web);
        }
        scheduler.activate(new Actor(), admin);
        scheduler.runUntilIdle();
        CompletableFuture<Snapshot> future = Introspector.snapshot(List.of(scheduler), 100);
        scheduler.turn();
        assertThat(future.join().components()).hasSize(101);
        assertThat(future.join().components())
                .filteredOn(one -> one.group().equals("web"))
                .hasSize(100);
        assertThat(future.join().totals()).containsEntry("web", 5_000).containsEntry("admin", 1);
    }

    @Test
    @DisplayName("gives every component an id of its own")
    void givesEveryComponentItsOwnId() {
        for (int i = 0; i < 50; i++) {
            scheduler.activate(new Actor());
            scheduler.activate(Receiver.of(1));
        }
        assertThat(snapshot().components())
                .extracting(ComponentState::id)
                .hasSize(100)
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("of nothing is empty")
    void isEmptyWithoutComponents() {
        Snapshot empty = Introspector.snapshot(List.of()).join();
        assertThat(empty.components()).isEmpty();
        assertThat(empty.linkages()).isEmpty();
    }

    /** Sends endlessly, and is replaced by another when it has sent for a while. */
    private static Sender<Integer> restless(Scheduler on, Inbox<Integer> to) {
        Sender<Integer> sender = Sender.to(to);
        int[] left = {500};
        sender.onStep = () -> {
            while (sender.outbox.hasRoom() && left[0]-- > 0) {
                sender.send(1);
            }
            if (left[0] < 0) {
                sender.outbox.unlink();
                sender.stop();
                on.activate(restless(on, to));
            }
        };
        return sender;
    }

    @Test
    @DisplayName("is taken while everything runs, of several schedulers at once, and is consistent")
    void isConsistentWhileSeveralSchedulersRun() throws Exception {
        try (LoopThread one = new LoopThread("one");
                LoopThread two = new LoopThread("two")) {
            for (LoopThread loop : List.of(one, two)) {
                for (int i = 0; i < 20; i++) {
                    Receiver<Integer> receiver = Receiver.<Integer>weighing(8);
                    receiver.onStep = () -> {
                        receiver.inbox.poll();
                        receiver.inbox.poll();
                        receiver.again();
                    };
                    loop.run(receiver, restless(loop, receiver.inbox));
                }
            }
            for (int i = 0; i < 50; i++) {
                Snapshot snapshot = Introspector.snapshot(List.of(one, two)).get(10, TimeUnit.SECONDS);
                Set<String> ids = new HashSet<>();
                List<InboxState> boxes = new ArrayList<>();
                snapshot.components().forEach(component -> {
                    ids.add(component.id());
                    boxes.addAll(component.inboxes());
                });
                assertThat(ids)
                        .hasSize(80)
                        .anyMatch(id -> id.startsWith("one/"))
                        .anyMatch(id -> id.startsWith("two/"));
                assertThat(boxes).hasSize(40).allMatch(box -> box.depth() <= box.highWater() && box.highWater() <= 8);
                assertThat(snapshot.linkages())
                        .hasSize(40)
                        .allMatch(link -> ids.contains(link.from()) && ids.contains(link.to()));
            }
            assertThat(one.failures).isEmpty();
        }
    }
}
