package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The box statistics of a group of components on one scheduler, such as all connections of one server on one event
 * loop. Made by {@link Scheduler#statistics(String)}. Written on the scheduler's thread; may be read by any thread.
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

    /** The name of the group, such as the name of a server. */
    public String name() {
        return name;
    }

    /** The statistics of all declarations of which this group has had a box. */
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
     * The largest depth of a single box in the current and the previous window, in messages. Unlike
     * {@link BoxStatistics#maxDepth()}, this value is also correct on a scheduler that has been idle.
     */
    public long maxDepth(BoxStatistics statistics) {
        return scheduler.windowIsCurrent() ? statistics.maxDepth() : statistics.meanDepth();
    }

    /** Makes the statistics of a declaration before its first box exists. May be called from any thread. */
    public BoxStatistics declare(BoxSpec<?> spec) {
        return of(spec);
    }

    /**
     * Calls the listener once for every declaration of which this group has or will have a box. For existing
     * declarations the listener is called within this method, for later ones on the thread that declares them, normally
     * the scheduler's. May be called from any thread. The listener must not block; its exceptions are logged.
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
                LOG.log(System.Logger.Level.ERROR, "A listener for the boxes of " + name + " failed", failure);
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
