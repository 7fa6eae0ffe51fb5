package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kamaelia.axon.BackgroundLog;

/**
 * Frees memory of one event loop once the budget that all loops share is spent, or once memory has run out all the same:
 * resets those connections of which {@link Victims} says that they can best be missed. It runs after each turn of the
 * loop, and does nothing but compare two numbers while the loop holds no more than its share.
 *
 * <p>How much memory a reset frees is known only after the components of that connection have stepped. So the budget is
 * looked at again 10 ms later. Used on the loop.
 */
public final class Shedder {
    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final LoopLocal<Shedder> SHEDDERS = LoopLocal.of(Shedder::withoutBudget);
    private static final int AT_ONCE = 16;

    /** When memory has run out, this part of what is held is freed. */
    private static final int FREED = 4;

    private final EventLoop loop;
    private final LoopMemory memory;
    private final ByteBudget budget;
    private final long share;
    private final List<MemoryHolder.Source> sources = new ArrayList<>();
    private final Victims victims = new Victims();
    private final MemoryHolder[] largest = new MemoryHolder[AT_ONCE];
    private final Consumer<MemoryHolder> offer = this::offer;
    private int found;
    private long nextLook;

    private Shedder(EventLoop loop, ByteBudget budget) {
        this.loop = loop;
        this.memory = loop.memory();
        this.budget = budget;
        this.share = budget.share();
        this.nextLook = loop.now();
    }

    private static Shedder withoutBudget(EventLoop loop) {
        return new Shedder(loop, new ByteBudget(Long.MAX_VALUE, List.of(loop.memory())));
    }

    /** Keeps a loop, which has not been started, to a budget. */
    static void install(EventLoop loop, ByteBudget budget) {
        Shedder shedder = new Shedder(loop, budget);
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
        } else if (budget.excess(memory.bytes()) > 0) {
            memory.clearPools();
            long excess = budget.excess(memory.bytes());
            if (excess > 0) {
                memory.lookAgain(true);
                shed(excess);
            }
        }
    }

    private void shed(long excess) {
        int of = victims.size(sources);
        int count = victims.shed(sources, excess);
        LOG.log(
                System.Logger.Level.WARNING,
                "All connections together hold more than the {0} bytes that they may hold: {1} reset {2} of {3}",
                budget.limit(),
                loop,
                count,
                of);
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
            count = victims.shed(sources, memory.bytes() / FREED);
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
            largest[i] = Victims.NOBODY;
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
