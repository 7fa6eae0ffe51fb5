package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;

/**
 * Frees memory of one event loop: resets the connections that {@link Victims} chooses. It does so when the budget that all
 * loops share is spent, and when memory has run out all the same. It runs after each turn of the loop, and compares only two
 * numbers while the loop holds no more than its share.
 *
 * <p>When the budget is spent, all loops decide together in a {@link SheddingRound}, because the connections of one client
 * may be on any of them. How much memory a reset frees is known only after the components of that connection have stepped.
 * So the budget is examined again 10 ms later. Used on the loop, but for {@link Group}.
 *
 * <pre>
 *   look: the budget is spent --begins a round--> every loop: join --the last one decides--> every loop: reset its part
 * </pre>
 */
public final class Shedder {
    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final LoopLocal<Shedder> SHEDDERS = LoopLocal.of(Shedder::withoutBudget);
    private static final int AT_ONCE = 16;

    /** A holder that holds nothing. */
    private static final MemoryHolder NOBODY = new MemoryHolder() {
        @Override
        public long held() {
            return 0;
        }

        @Override
        public long stalledNanos() {
            return 0;
        }

        @Override
        public long client() {
            return 0;
        }

        @Override
        public void shed() {}
    };

    /** When memory has run out, this part of what is held is freed. */
    private static final int FREED = 4;

    private final EventLoop loop;
    private final LoopMemory memory;
    private final Group group;
    private final int number;
    private final ByteBudget budget;
    private final long share;
    private final List<MemoryHolder.Source> sources = new ArrayList<>();
    private final MemoryHolder[] largest = new MemoryHolder[AT_ONCE];
    private final Consumer<MemoryHolder> offer = this::offer;
    private int found;
    private long nextLook;

    /** The shedders of the loops that share a budget, and the round that they are in. Thread-safe. */
    static final class Group {
        private final ByteBudget budget;
        private final List<Shedder> members = new CopyOnWriteArrayList<>();
        private final AtomicReference<@Nullable SheddingRound> round = new AtomicReference<>();

        /** A group for this budget, without members. */
        Group(ByteBudget budget) {
            this.budget = budget;
        }

        /** Begins a round, unless one is undecided. */
        private void begin(long now) {
            SheddingRound last = round.get();
            SheddingRound next = new SheddingRound(members.size(), now);
            if ((last == null || last.isDecided()) && round.compareAndSet(last, next)) {
                members.forEach(member -> member.loop.execute(() -> member.join(next)));
            }
        }

        /** Decides the round if it is time, and has each loop reset its part. */
        private void decide(SheddingRound current, long now) {
            current.decide(now, budget.excess(), budget.allowed()).forEach((number, chosen) -> {
                Shedder member = members.get(number);
                member.loop.execute(() -> member.shed(chosen));
            });
        }
    }

    private Shedder(EventLoop loop, Group group) {
        this.loop = loop;
        this.memory = loop.memory();
        this.group = group;
        this.number = group.members.size();
        this.budget = group.budget;
        this.share = budget.share();
        this.nextLook = loop.now();
    }

    private static Shedder withoutBudget(EventLoop loop) {
        return new Shedder(loop, new Group(new ByteBudget(Long.MAX_VALUE, List.of(loop.memory()))));
    }

    /** Keeps a loop, which has not been started, to the budget of a group. */
    static void install(EventLoop loop, Group group) {
        Shedder shedder = new Shedder(loop, group);
        group.members.add(shedder);
        SHEDDERS.set(loop, shedder);
        loop.afterTurns(shedder::look);
    }

    /** The shedder of a loop. */
    public static Shedder of(EventLoop loop) {
        return SHEDDERS.get(loop);
    }

    /** From now on resets holders of this source, too, when memory has to be freed. */
    public void add(MemoryHolder.Source source) {
        sources.add(source);
    }

    /** Forgets a source. */
    public void remove(MemoryHolder.Source source) {
        sources.remove(source);
    }

    /** Called after each turn, and after each socket that was worked off within a turn. */
    private void look() {
        if (memory.bytes() <= share && !memory.hasRunOut() || loop.now() - nextLook < 0) {
            return;
        }
        nextLook = loop.now() + LoopMemory.LOOK_NANOS;
        memory.lookAgain(false);
        if (memory.hasRunOut()) {
            relieve();
        } else if (budget.excess() > 0) {
            memory.clearPools();
            if (budget.excess() > 0) {
                memory.lookAgain(true);
                group.begin(loop.now());
                decideLate();
            }
        }
    }

    /** Decides the round that is under way if another loop has not joined it in time. */
    private void decideLate() {
        SheddingRound current = group.round.get();
        if (current != null) {
            group.decide(current, loop.now());
        }
    }

    /** Adds the candidates of this loop to a round, and decides it if they are the last. */
    private void join(SheddingRound joined) {
        memory.clearPools();
        joined.add(Victims.of(sources, number));
        group.decide(joined, loop.now());
    }

    /** Resets this loop's part of what a round has chosen. */
    private void shed(List<Victims.Candidate> chosen) {
        int count = reset(chosen);
        LOG.log(
                System.Logger.Level.WARNING,
                "All connections together hold more than the {0} bytes that they may hold: {1} reset {2} of its own",
                budget.limit(),
                loop,
                count);
    }

    /** Resets those that still hold something. */
    private static int reset(List<Victims.Candidate> chosen) {
        int count = 0;
        for (Victims.Candidate one : chosen) {
            if (one.holder().held() > 0) {
                one.holder().shed();
                count++;
            }
        }
        return count;
    }

    /** Memory has run out: gives up what is unused, and resets connections if that is not enough. */
    private void relieve() {
        memory.clearPools();
        if (memory.isThereAgain()) {
            LOG.log(System.Logger.Level.ERROR, OUT_OF_MEMORY);
            return;
        }
        int count;
        try {
            count = reset(Victims.choose(Victims.of(sources, number), memory.bytes() / FREED));
        } catch (OutOfMemoryError stillShort) {
            count = shedLargest();
        }
        LOG.log(
                System.Logger.Level.ERROR,
                "Memory has run out, and {0} reset {1} of its connections. Give the JVM a larger heap, or lower the"
                        + " number of connections",
                loop,
                count);
    }

    private static final String OUT_OF_MEMORY = "There was no memory for something, and there is memory again";

    /** Resets those that hold most, and needs no memory for finding them. */
    private int shedLargest() {
        found = 0;
        for (int i = 0; i < sources.size(); i++) {
            sources.get(i).forEachHolder(offer);
        }
        int count = found;
        for (int i = 0; i < count; i++) {
            MemoryHolder one = largest[i];
            largest[i] = NOBODY;
            one.shed();
        }
        return count;
    }

    private void offer(MemoryHolder holder) {
        int at = found;
        if (found == AT_ONCE) {
            if (holder.held() <= largest[AT_ONCE - 1].held()) {
                return;
            }
            at--;
        } else {
            found++;
        }
        for (; at > 0 && largest[at - 1].held() < holder.held(); at--) {
            largest[at] = largest[at - 1];
        }
        largest[at] = holder;
    }
}
