package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random schedules of one scheduler, each with a world of its own: sources that send, stages that pass on, and a sink,
 * behind small boxes and a bound in bytes. Between any two steps the schedule decides at random who goes on and what
 * happens from outside. A failure names the seed of its world, which alone decides everything.
 *
 * <p>{@code -Dschedules=n} runs so many, {@code -Dschedule=seed} one of them.
 */
@DisplayName("In 200,000 random schedules of send, receive, full, wake, timer and cancel")
class ScheduleTest {
    private static final int SCHEDULES = Integer.getInteger("schedules", 200_000);
    private static final Duration SHORT = Duration.ofMillis(40);
    private static final int STAGES = 3;
    private static final int MOST_CAPACITY = 4;
    private static final List<List<BoxSpec<Integer>>> SPECS = specs();

    private static List<List<BoxSpec<Integer>>> specs() {
        List<List<BoxSpec<Integer>>> all = new ArrayList<>();
        for (int stage = 0; stage <= STAGES; stage++) {
            List<BoxSpec<Integer>> specs = new ArrayList<>();
            for (int capacity = 1; capacity <= MOST_CAPACITY; capacity++) {
                specs.add(BoxSpec.<Integer>of("Stage" + stage, "inbox", "numbers", capacity, ScheduleTest::weight));
            }
            all.add(specs);
        }
        return all;
    }

    private static int weight(int message) {
        return message % 7;
    }

    /** One world and its schedule. */
    private static final class World {
        private final TestScheduler scheduler = new TestScheduler();
        private final StatisticsGroup group = scheduler.statistics("world");
        private final Random random;
        private final ByteBound bound;
        private final List<Source> sources = new ArrayList<>();
        private final List<Mover> movers = new ArrayList<>();
        private final Mover sink;
        private final List<Integer> arrived = new ArrayList<>();
        private boolean cancelled;

        World(long seed) {
            random = new Random(seed);
            bound = new ByteBound(1 + random.nextInt(30));
            int stages = 1 + random.nextInt(STAGES);
            for (int i = 0; i < stages; i++) {
                Mover stage = new Mover(this, SPECS.get(i).get(random.nextInt(MOST_CAPACITY)));
                stage.inbox().boundBy(bound, i == 0);
                if (i > 0) {
                    movers.get(i - 1).outbox().linkTo(stage.inbox());
                }
                movers.add(stage);
            }
            sink = movers.get(stages - 1);
            int senders = 1 + random.nextInt(3);
            for (int i = 0; i < senders; i++) {
                sources.add(new Source(this, i, senders, random.nextInt(12), movers.get(0)));
            }
        }

        private Component any() {
            int one = random.nextInt(sources.size() + movers.size());
            return one < sources.size() ? sources.get(one) : movers.get(one - sources.size());
        }

        void run() {
            List<Component> all = new ArrayList<>(sources);
            all.addAll(movers);
            java.util.Collections.shuffle(all, random);
            all.forEach(one -> scheduler.activate(one, group));
            int actions = random.nextInt(60);
            for (int i = 0; i < actions; i++) {
                act();
                check();
            }
            settle();
            checkEnd();
        }

        private void act() {
            switch (random.nextInt(32)) {
                case 0 -> cancel();
                case 1, 2 -> scheduler.pass(SHORT);
                case 3, 4, 5 -> any().wake();
                case 6, 7 -> scheduler.execute(any()::wake);
                case 8 -> scheduler.turn();
                default -> scheduler.runReady(1 + random.nextInt(2));
            }
        }

        /** Ends a component, or tells one to stop, in a third of the worlds. */
        private void cancel() {
            if (random.nextInt(3) > 0) {
                return;
            }
            cancelled = true;
            Component one = any();
            if (random.nextBoolean()) {
                Component.stop(one);
            } else if (one instanceof Mover mover) {
                mover.outbox().shutdown(new Shutdown("random"));
            } else {
                ((Source) one).outbox.shutdown(new Shutdown("random"));
            }
        }

        /** Nothing happens any more but time: who waits for room or for a message has to be woken by those alone. */
        private void settle() {
            for (int i = 0; i < 100; i++) {
                scheduler.pass(SHORT);
            }
        }

        private void check() {
            int inside = movers.stream().mapToInt(one -> one.inbox().bytes()).sum();
            assertThat(bound.used()).isEqualTo(inside);
            for (Mover mover : movers) {
                assertThat(mover.inbox().size())
                        .isLessThanOrEqualTo(mover.inbox().spec().capacity());
            }
        }

        private void checkEnd() {
            check();
            assertThat(scheduler.failures).isEmpty();
            assertThat(bound.used()).isZero();
            Map<BoxStatistics, Long> received = new IdentityHashMap<>();
            movers.forEach(one ->
                    received.merge(java.util.Objects.requireNonNull(one.inbox().statistics), one.polled, Long::sum));
            received.forEach((counted, polled) -> {
                assertThat(counted.depth()).isZero();
                assertThat(counted.sent()).isEqualTo(polled + counted.discarded());
                assertThat(cancelled || counted.discarded() == 0).isTrue();
            });
            for (Source source : sources) {
                List<Integer> own = arrived.stream()
                        .filter(one -> one % source.step == source.number)
                        .toList();
                assertThat(own).isEqualTo(source.firstOf(own.size()));
                assertThat(cancelled || own.size() == source.total).isTrue();
            }
            assertThat(cancelled || sink.hasEnded()).isTrue();
        }
    }

    /** Sends its numbers, in bursts of any length. */
    private static final class Source extends Component {
        private final Outbox<Integer> outbox = new Outbox<>(this, "outbox");
        private final World world;
        private final int number;
        private final int step;
        private final int total;
        private int next;

        Source(World world, int number, int step, int total, Mover to) {
            this.world = world;
            this.number = number;
            this.step = step;
            this.total = total;
            outbox.linkTo(to.inbox());
        }

        List<Integer> firstOf(int count) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(number + i * step);
            }
            return all;
        }

        @Override
        protected void step() {
            int burst = world.random.nextInt(4);
            while (next < total && !outbox.isFinished() && outbox.hasRoom()) {
                if (burst-- == 0) {
                    later();
                    return;
                }
                outbox.send(number + next++ * step);
            }
            if (next == total || outbox.isFinished()) {
                outbox.finish();
                stop();
            }
        }

        private void later() {
            if (world.random.nextBoolean()) {
                again();
            } else {
                stepAfter(SHORT);
            }
        }
    }

    /** Passes on what it gets, or keeps it where it is the last, in bursts of any length. */
    private static final class Mover extends Stage<Integer, Integer> {
        private final World world;
        private long polled;

        Mover(World world, BoxSpec<Integer> spec) {
            super(spec);
            this.world = world;
        }

        @Override
        protected void step() {
            int burst = world.random.nextInt(4);
            while (!inbox.isEmpty() && (this == world.sink || !outbox.isFinished() && outbox.hasRoom())) {
                if (burst-- == 0) {
                    later();
                    return;
                }
                Integer message = java.util.Objects.requireNonNull(inbox.poll());
                polled++;
                if (this == world.sink) {
                    world.arrived.add(message);
                } else {
                    outbox.send(message);
                }
            }
            if (outbox.isFinished()) {
                stop();
            } else if (inbox.isEmpty()) {
                passEnd();
            }
        }

        private void later() {
            if (world.random.nextBoolean()) {
                again();
            } else {
                stepAfter(SHORT);
            }
        }
    }

    @Test
    @Timeout(300)
    @DisplayName("no wake-up and no message is lost, none comes twice, and sent = received + discarded in every box")
    void noWakeUpAndNoMessageIsLostOrDoubled() {
        Integer only = Integer.getInteger("schedule");
        if (only != null) {
            new World(only).run();
            return;
        }
        for (int seed = 0; seed < SCHEDULES; seed++) {
            try {
                new World(seed).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("-Dschedule=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
