package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

@DisplayName("In any order of sending, polling, signals, linking and ending")
class InterleavingTest {

    private static final int ACTIONS = 2_000;

    private final TestScheduler scheduler = new TestScheduler();
    private final StatisticsGroup group = scheduler.statistics("random");

    /** One box with its senders, acted upon at random, beside a model of what must be in it. */
    private final class Scene {
        private final Random random;
        private final int capacity;
        private final Receiver<Integer> receiver;
        private final List<Sender<Integer>> senders = new ArrayList<>();
        private final Deque<Integer> model = new ArrayDeque<>();
        private final ByteBound bound;
        private long sent;
        private long received;
        private long discarded;
        private boolean shut;

        Scene(Random random) {
            this.random = random;
            this.capacity = 1 + random.nextInt(20);
            this.receiver = Receiver.weighing(capacity);
            this.bound = new ByteBound(1 + random.nextInt(200));
            receiver.inbox.boundBy(bound, random.nextBoolean());
            scheduler.activate(receiver, group);
            for (int i = 0; i < 3; i++) {
                Sender<Integer> sender = Sender.to(receiver.inbox);
                scheduler.run(sender);
                senders.add(sender);
            }
        }

        void act() {
            switch (random.nextInt(40)) {
                case 0 -> shutdown();
                case 1 -> nextFlow();
                case 2 -> discardAll();
                case 3 -> relink();
                case 4, 5 -> scheduler.runUntilIdle();
                case 6, 7, 8 -> consume();
                case 9, 10 -> grow();
                default -> {
                    if (random.nextBoolean()) {
                        send();
                    } else {
                        poll();
                    }
                }
            }
            check();
        }

        private void send() {
            Sender<Integer> sender = senders.get(random.nextInt(senders.size()));
            if (sender.outbox.isFinished() || !sender.outbox.hasRoom()) {
                return;
            }
            int message = random.nextInt(100);
            sender.send(message);
            sent++;
            if (shut) {
                discarded++;
            } else {
                model.add(message);
            }
        }

        private void poll() {
            Integer expected = model.poll();
            received += expected == null ? 0 : 1;
            assertThat(receiver.inbox.poll()).isEqualTo(expected);
        }

        /** Takes a part of the oldest message and the whole of it at once: its size goes with it. */
        private void consume() {
            Integer oldest = model.peek();
            if (oldest != null && oldest > 0) {
                receiver.inbox.consumed(oldest / 2 + 1);
                poll();
            }
        }

        private void grow() {
            if (!model.isEmpty()) {
                senders.get(0).outbox.grown(5);
                senders.get(0).outbox.grown(-5);
            }
        }

        private void shutdown() {
            Sender<Integer> sender = senders.get(random.nextInt(senders.size()));
            sender.outbox.shutdown(new Shutdown("random"));
            shut = true;
            forgetModel();
        }

        private void discardAll() {
            receiver.inbox.discardAll();
            forgetModel();
        }

        private void nextFlow() {
            senders.forEach(sender -> sender.outbox.unlink());
            receiver.inbox.nextFlow();
            senders.forEach(sender -> sender.outbox.linkTo(receiver.inbox));
            shut = false;
            forgetModel();
        }

        private void relink() {
            Sender<Integer> sender = senders.get(random.nextInt(senders.size()));
            sender.outbox.unlink();
            sender.outbox.linkTo(receiver.inbox);
        }

        private void forgetModel() {
            discarded += model.size();
            model.clear();
        }

        private void end() {
            forgetModel();
            Component.stop(receiver);
            for (Sender<Integer> sender : senders) {
                if (!sender.outbox.isFinished()) {
                    sender.send(3);
                    sent++;
                    discarded++;
                }
            }
            check();
            assertThat(InboxTest.counted(receiver.inbox).capacity()).isZero();
            senders.forEach(sender -> sender.stop());
        }

        private void check() {
            Inbox<Integer> inbox = receiver.inbox;
            BoxStatistics counted = InboxTest.counted(inbox);
            int bytes = model.stream().mapToInt(Integer::intValue).sum();
            assertThat(inbox.size()).isEqualTo(model.size()).isLessThanOrEqualTo(capacity);
            assertThat(inbox.peek()).isEqualTo(model.peek());
            assertThat(inbox.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(inbox.bytes()).isEqualTo(bytes);
            assertThat(bound.used()).isEqualTo(bytes);
            assertThat(counted.depth()).isEqualTo(model.size());
            assertThat(counted.bytes()).isEqualTo(bytes);
            assertThat(counted.meanDepth()).isEqualTo(model.size());
            assertThat(counted.sent() - sentBefore).isEqualTo(sent);
            assertThat(counted.discarded() - discardedBefore).isEqualTo(discarded);
            assertThat(sent).isEqualTo(received + discarded + model.size());
        }
    }

    private long sentBefore;
    private long discardedBefore;

    @RepeatedTest(30)
    @DisplayName("sent = received + discarded + depth, and bytes and bounds are exact, after every single action")
    void everyMessageIsReceivedDiscardedOrQueued(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 4; i++) {
            Scene scene = new Scene(random);
            BoxStatistics counted = InboxTest.counted(scene.receiver.inbox);
            sentBefore = counted.sent();
            discardedBefore = counted.discarded();
            for (int j = 0; j < ACTIONS / 4; j++) {
                scene.act();
            }
            scene.end();
        }
    }

    /** A stage that moves as much as there is room for, as a stage should. */
    private static final class Mover extends Stage<Integer, Integer> {
        Mover(int capacity) {
            super(BoxSpec.<Integer>of("Mover", "inbox", "bytes", capacity, size -> size));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(java.util.Objects.requireNonNull(inbox.poll()));
            }
            if (inbox.isEmpty()) {
                passEnd();
            }
        }
    }

    @RepeatedTest(30)
    @DisplayName("no wake-up is lost: with any bounds, all messages arrive in order and the end behind them")
    void noWakeUpIsLost(RepetitionInfo repetition) {
        Random random = new Random(1_000 + repetition.getCurrentRepetition());
        ByteBound bound = new ByteBound(1 + random.nextInt(300));
        Receiver<Integer> end = Receiver.weighing(1 + random.nextInt(4));
        List<Mover> stages = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Mover stage = new Mover(1 + random.nextInt(4));
            stage.inbox().boundBy(bound, i == 0);
            if (i > 0) {
                stages.get(i - 1).outbox().linkTo(stage.inbox());
            }
            stages.add(stage);
        }
        end.inbox.boundBy(bound, false);
        stages.get(stages.size() - 1).outbox().linkTo(end.inbox);
        List<Integer> sizes = random.ints(400, 0, 120).boxed().toList();
        int producers = 1 + random.nextInt(3);
        for (int i = 0; i < producers; i++) {
            scheduler.activate(producer(stages.get(0).inbox(), sizes, random));
        }
        stages.forEach(scheduler::activate);
        scheduler.run(end);

        for (int i = 0; i < 10_000 && !end.inbox.ended(); i++) {
            end.take(random.nextInt(3));
            assertThat(bound.used()).isLessThan(bound.limit() + 120);
            scheduler.runUntilIdle();
        }

        assertThat(end.inbox.ended()).isTrue();
        assertThat(end.received).hasSize(producers * sizes.size());
        if (producers == 1) {
            assertThat(end.received).isEqualTo(sizes);
        }
        assertThat(bound.used()).isZero();
        assertThat(scheduler.liveComponents()).containsExactly(end);
        assertThat(scheduler.failures).isEmpty();
    }

    private static Sender<Integer> producer(Inbox<Integer> to, List<Integer> sizes, Random random) {
        Sender<Integer> sender = Sender.to(to);
        int[] next = {0};
        sender.onStep = () -> {
            for (int burst = 1 + random.nextInt(5); next[0] < sizes.size() && sender.outbox.hasRoom(); burst--) {
                if (burst == 0) {
                    sender.again();
                    return;
                }
                sender.send(sizes.get(next[0]++));
            }
            if (next[0] == sizes.size()) {
                sender.outbox.finish();
                sender.stop();
            }
        };
        return sender;
    }
}
