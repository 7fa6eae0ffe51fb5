package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A graph of components")
class GraphlineTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final Receiver<String> receiver = Receiver.<String>of(4).greedy();
    private final Sender<String> sender = new Sender<>();

    /** Sends each message on with its name behind it; fails when it meets {@code bad}. */
    private static final class Namer extends Stage<String, String> {
        private static final BoxSpec<String> INBOX = BoxSpec.of("Namer", "inbox", "words", 2);
        private final String name;
        private final List<@Nullable Throwable> stops = new ArrayList<>();

        Namer(String name) {
            super(INBOX);
            this.name = name;
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                String message = inbox.poll();
                if (message == null) {
                    passEnd();
                    return;
                }
                if (message.equals("bad")) {
                    throw new IllegalArgumentException(name);
                }
                outbox.send(message + name);
            }
        }

        @Override
        protected void stopped(@Nullable Throwable failure) {
            stops.add(failure);
        }
    }

    private final Namer first = new Namer("1");
    private final Namer second = new Namer("2");
    private final Namer third = new Namer("3");
    private final Pipeline<String, String> pipeline = Pipeline.of(first, second).then(third);

    private void run(Graphline<String, String> graph) {
        sender.outbox.linkTo(graph.inbox());
        graph.outbox().linkTo(receiver.inbox);
        scheduler.run(receiver, graph, sender);
    }

    @Test
    @DisplayName("is used as one: incoming messages pass all stages in order")
    void isUsedAsOneAndPassesMessagesInOrder() {
        run(pipeline);
        sender.send("a", "b");
        scheduler.runUntilIdle();
        sender.send("c");
        scheduler.runUntilIdle();
        assertThat(receiver.received).containsExactly("a123", "b123", "c123");
        assertThat(pipeline.parts()).containsExactly(first, second, third);
        assertThat(pipeline.inbox()).isSameAs(first.inbox());
        assertThat(pipeline.outbox()).isSameAs(third.outbox());
    }

    @Test
    @DisplayName("holds as much as its boxes, and goes on when there is room behind it")
    void holdsAsMuchAsItsBoxesAndGoesOnWhenThereIsRoom() {
        receiver.onStep = () -> {};
        run(pipeline);
        int sent = 0;
        for (int i = 0; i < 100; i++) {
            if (sender.outbox.hasRoom()) {
                sender.send("" + sent++);
            }
            scheduler.runUntilIdle();
        }
        assertThat(sent).isEqualTo(4 + 2 + 2 + 2);
        receiver.greedy();
        receiver.wake();
        scheduler.runUntilIdle();
        assertThat(receiver.received).hasSize(10).startsWith("0123", "1123").endsWith("9123");
    }

    @Test
    @DisplayName("of one stage is a pipeline, too")
    void ofOneStageIsAPipelineToo() {
        run(Pipeline.of(new Namer("1")));
        sender.send("a");
        scheduler.runUntilIdle();
        assertThat(receiver.received).containsExactly("a1");
    }

    @Test
    @DisplayName("passes the end of its input on, and ends when all of its parts have ended")
    void passesTheEndAndEndsWhenAllPartsHaveEnded() {
        run(pipeline);
        sender.send("a", "b");
        sender.outbox.finish();
        scheduler.runUntilIdle();

        assertThat(receiver.received).containsExactly("a123", "b123");
        assertThat(receiver.inbox.ended()).isTrue();
        assertThat(pipeline.hasEnded()).isTrue();
        assertThat(first.stops).hasSize(1).containsOnlyNulls();
        assertThat(scheduler.liveComponents()).containsExactlyInAnyOrder(receiver, sender);
        assertThat(scheduler.failures).isEmpty();
    }

    @Test
    @DisplayName("passes Shutdown at once")
    void passesShutdownAtOnce() {
        receiver.onStep = () -> {};
        run(pipeline);
        sender.send("a");
        Shutdown shutdown = new Shutdown("test");
        sender.outbox.shutdown(shutdown);
        scheduler.runUntilIdle();
        assertThat(receiver.inbox.shutdown()).isSameAs(shutdown);
        assertThat(pipeline.hasEnded()).isTrue();
    }

    @Test
    @DisplayName("ends as a whole when a part fails: receivers of its messages get Shutdown, components outside go on")
    void endsAsAWholeWhenAPartFails() {
        run(pipeline);
        Actor bystander = new Actor();
        scheduler.run(bystander);
        sender.send("a", "bad");
        scheduler.runUntilIdle();

        Shutdown shutdown = receiver.inbox.shutdown();
        assertThat(shutdown).isNotNull();
        assertThat(pipeline.hasEnded()).isTrue();
        for (Namer part : List.of(first, second, third)) {
            assertThat(part.hasEnded()).isTrue();
            assertThat(part.stops).hasSize(1);
        }
        assertThat(scheduler.liveComponents()).containsExactlyInAnyOrder(receiver, sender, bystander);
        assertThat(sender.outbox.hasRoom()).as("it is discarded").isTrue();
        bystander.wake();
        scheduler.runUntilIdle();
        assertThat(bystander.steps).isEqualTo(2);
    }

    @Test
    @DisplayName("reports a failure once, of the part that failed")
    void reportsAFailureOnceOfThePartThatFailed() {
        run(pipeline);
        sender.send("bad");
        scheduler.runUntilIdle();
        assertThat(scheduler.failed).containsExactly(first);
    }

    @Test
    @DisplayName("ends its parts when it is ended")
    void endsItsPartsWhenItIsEnded() {
        run(pipeline);
        Component.stop(pipeline);
        for (Namer part : List.of(first, second, third)) {
            assertThat(part.stops).hasSize(1).containsOnlyNulls();
        }
        assertThat(receiver.inbox.shutdown()).isNotNull();
        assertThat(scheduler.liveComponents()).containsExactlyInAnyOrder(receiver, sender);
    }

    @Test
    @DisplayName("may be a part of a graph; a failure inside ends the outer one, too")
    void mayBePartOfAGraphThatEndsWithItsFailure() {
        Graphline<String, String> outer = new Graphline<>();
        Namer last = new Namer("4");
        outer.add(pipeline);
        outer.add(last);
        pipeline.outbox().linkTo(last.inbox());
        outer.in(pipeline.inbox()).out(last.outbox());
        run(outer);
        sender.send("a");
        scheduler.runUntilIdle();
        assertThat(receiver.received).containsExactly("a1234");

        sender.send("bad");
        scheduler.runUntilIdle();
        assertThat(outer.hasEnded()).isTrue();
        assertThat(last.hasEnded()).isTrue();
        assertThat(scheduler.liveComponents()).containsExactlyInAnyOrder(receiver, sender);
    }

    @Test
    @DisplayName("without a declared box says how to declare it")
    void saysHowToDeclareAMissingBox() {
        Graphline<String, String> graph = new Graphline<>();
        assertThatIllegalStateException().isThrownBy(graph::inbox).withMessageContaining("in(...)");
        assertThatIllegalStateException().isThrownBy(graph::outbox).withMessageContaining("out(...)");
    }

    @Test
    @DisplayName("that cannot be activated, because a part runs elsewhere, ends; others stay known")
    void endsWhenItCannotBeActivated() {
        Actor other = new Actor();
        Actor busy = new Actor();
        scheduler.run(other, busy);
        Graphline<String, String> graph = new Graphline<>();
        graph.add(first);
        graph.add(busy);
        assertThatIllegalStateException().isThrownBy(() -> scheduler.activate(graph));

        assertThat(graph.hasEnded()).isTrue();
        assertThat(first.hasEnded()).isTrue();
        assertThat(scheduler.liveComponents()).contains(other).doesNotContain(graph, first);
    }
}
