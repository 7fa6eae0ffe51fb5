package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The box statistics of a group of components on one scheduler, such as all connections of one server on one event
 * loop. Made by {@link Scheduler#statistics(String)}; filled on the scheduler's thread, read by any.
 */
public final class StatisticsGroup {
    private static final System.Logger LOG = BackgroundLog.of(StatisticsGroup.class);

    private final List<Consumer<? super BoxStatistics>> listeners = new ArrayList<>();
    private final String name;
    private final Scheduler scheduler;
    private volatile @Nullable BoxStatistics[] byKind = new BoxStatistics[16];

    StatisticsGroup(String name, Scheduler scheduler) {
        this.name = name;
        this.scheduler = scheduler;
    }

    /** The name of the group, such as that of a server. */
    public String name() {
        return name;
    }

    /** The statistics of every declaration of which this group had a box. */
    public List<BoxStatistics> boxes() {
        List<BoxStatistics> all = new ArrayList<>();
        for (BoxStatistics one : byKind) {
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    /**
     * The deepest single box of a declaration in the current and the last window; like
     * {@link BoxStatistics#maxDepth()}, but right on a scheduler that has had nothing to do for a while, too.
     */
    public long maxDepth(BoxStatistics statistics) {
        return scheduler.windowIsCurrent() ? statistics.maxDepth() : statistics.meanDepth();
    }

    /** Makes the statistics of a declaration before there is a box of it. Call it from any thread. */
    public BoxStatistics declare(BoxSpec<?> spec) {
        return of(spec);
    }

    /**
     * Calls back once for every declaration of which this group has, or will have, a box: for those that it has within
     * this call, later on the scheduler's thread. Call it from any thread; the listener must not block.
     */
    public synchronized void onBoxes(Consumer<? super BoxStatistics> listener) {
        listeners.add(listener);
        boxes().forEach(listener);
    }

    BoxStatistics of(BoxSpec<?> spec) {
        @Nullable BoxStatistics[] known = byKind;
        BoxStatistics found = spec.kind < known.length ? known[spec.kind] : null;
        return found != null ? found : add(spec);
    }

    private synchronized BoxStatistics add(BoxSpec<?> spec) {
        @Nullable BoxStatistics[] grown = byKind.clone();
        if (spec.kind >= grown.length) {
            grown = java.util.Arrays.copyOf(grown, Math.max(spec.kind + 1, grown.length * 2));
        }
        BoxStatistics made = grown[spec.kind];
        if (made == null) {
            made = new BoxStatistics(spec.component(), spec.box());
            grown[spec.kind] = made;
            byKind = grown;
            tell(made);
        }
        return made;
    }

    private void tell(BoxStatistics made) {
        for (Consumer<? super BoxStatistics> listener : listeners) {
            try {
                listener.accept(made);
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.ERROR, "A listener to the boxes of " + name + " failed", failure);
            }
        }
    }

    void nextWindow() {
        for (BoxStatistics one : byKind) {
            if (one != null) {
                one.nextWindow();
            }
        }
    }
}
