package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kamaelia.axon.BackgroundLog;

/**
 * Frees memory of one event loop once the budget that all loops share is spent: resets those connections that hold
 * memory and have been slowest, that is, have neither sent nor taken a byte for longest. It runs after each turn of the
 * loop, and does nothing but compare two numbers while the loop holds no more than its share.
 *
 * <p>How much memory a reset frees is known only after the components of that connection have stepped. So the amount is
 * estimated, and the budget is looked at again 10 ms later. Used on the loop.
 */
public final class Shedder {
    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final LoopLocal<Shedder> SHEDDERS = LoopLocal.of(Shedder::withoutBudget);
    private static final long PAUSE_NANOS = 10_000_000;

    private final EventLoop loop;
    private final ByteBudget budget;
    private final long share;
    private final List<Source> sources = new ArrayList<>();
    private long nextLook;

    private Shedder(EventLoop loop, ByteBudget budget) {
        this.loop = loop;
        this.budget = budget;
        this.share = budget.share();
        this.nextLook = loop.now();
    }

    private static Shedder withoutBudget(EventLoop loop) {
        return new Shedder(loop, new ByteBudget(Long.MAX_VALUE, List.of(loop.held())));
    }

    /** Something that holds memory and can be reset, such as a connection. */
    public interface Holder {
        /** The bytes that it holds in boxes and beside them, without buffers that it was lent. */
        long held();

        /** When it last took or gave a byte, in nanoseconds of the clock of the loop. */
        long lastMoved();

        /** Resets it now. */
        void shed();
    }

    /** Knows some holders, such as those of one server on this loop. */
    public interface Source {
        /** Adds the holders that hold memory now. */
        void addHolding(List<Holder> to);
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
    public void add(Source source) {
        sources.add(source);
    }

    /** Forgets a source. */
    public void remove(Source source) {
        sources.remove(source);
    }

    private void look() {
        if (loop.held().bytes() <= share || loop.now() - nextLook < 0) {
            return;
        }
        nextLook = loop.now() + PAUSE_NANOS;
        long excess = budget.excess();
        if (excess > 0) {
            shed(excess);
        }
    }

    private void shed(long excess) {
        List<Holder> holding = new ArrayList<>();
        sources.forEach(source -> source.addHolding(holding));
        holding.sort(Comparator.comparingLong(Holder::lastMoved));
        long left = excess;
        int count = 0;
        while (left > 0 && count < holding.size()) {
            Holder slowest = holding.get(count++);
            left -= slowest.held() + EventLoop.READ_BUFFER; // boxes, and most probably a buffer that was lent
            slowest.shed();
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "All connections together hold more than the {0} bytes that they may hold: {1} reset the {2} slowest of {3}",
                budget.limit(),
                loop,
                count,
                holding.size());
    }
}
