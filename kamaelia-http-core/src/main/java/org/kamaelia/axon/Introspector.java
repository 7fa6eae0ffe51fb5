package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Describes the running system: every live component, its boxes with their depth, and the linkages. After Kamaelia's
 * {@code Introspector}.
 *
 * <p>No scheduler is stopped. Each scheduler describes its own components in its turns, {@value #SLICE} components in
 * each turn. So the state of one component belongs to one moment, but different components may belong to different
 * moments.
 */
public final class Introspector {
    static final int SLICE = 512;

    private Introspector() {}

    /**
     * A description of live components.
     *
     * @param components the live components, or as many of them as were asked for
     * @param linkages all linkages from boxes of these components
     * @param totals the number of all live components, by the name of their statistics group
     */
    public record Snapshot(List<ComponentState> components, List<Linkage> linkages, Map<String, Integer> totals) {}

    /**
     * A live component.
     *
     * @param id a name that is unique in the snapshot, such as {@code event-loop-0/HttpParser-7}
     * @param type the name of its class
     * @param scheduler the name of the scheduler that steps it
     * @param group the name of the statistics group of its boxes, such as the name of a server
     */
    public record ComponentState(
            String id, String type, String scheduler, String group, List<InboxState> inboxes, List<String> outboxes) {}

    /**
     * An inbox.
     *
     * @param depth messages queued
     * @param bytes bytes queued
     * @param capacity the most messages in the box
     * @param highWater the largest number of messages that were ever queued
     * @param control the signal received; null if there was none
     */
    public record InboxState(
            String name,
            int depth,
            int bytes,
            int capacity,
            int highWater,
            @Nullable String control) {}

    /** An outbox and the inbox to which it is linked. */
    public record Linkage(String from, String outbox, String to, String inbox) {}

    /**
     * Takes a snapshot. The future completes on a scheduler's thread when the last scheduler has described its
     * components. A scheduler whose thread is blocked delays the future, so wait with a time limit. May be called from
     * any thread.
     */
    public static CompletableFuture<Snapshot> snapshot(Collection<? extends Scheduler> schedulers) {
        return snapshot(schedulers, Integer.MAX_VALUE);
    }

    /**
     * Takes a snapshot of a limited number of components; see {@link #snapshot(Collection)}. Components past the limit are
     * counted and not described, so the memory is bounded, however many connections there are.
     *
     * @param most the most components of each statistics group that each scheduler describes, the newest first
     */
    public static CompletableFuture<Snapshot> snapshot(Collection<? extends Scheduler> schedulers, int most) {
        List<CompletableFuture<Snapshot>> pictures = new ArrayList<>();
        for (Scheduler scheduler : schedulers) {
            CompletableFuture<Snapshot> picture = new CompletableFuture<>();
            scheduler.execute(() -> new Walk(scheduler, picture, most).run());
            pictures.add(picture);
        }
        return CompletableFuture.allOf(pictures.toArray(CompletableFuture[]::new))
                .thenApply(done -> join(pictures));
    }

    private static Snapshot join(List<CompletableFuture<Snapshot>> pictures) {
        List<ComponentState> components = new ArrayList<>();
        List<Linkage> linkages = new ArrayList<>();
        Map<String, Integer> totals = new HashMap<>();
        for (CompletableFuture<Snapshot> picture : pictures) {
            components.addAll(picture.join().components());
            linkages.addAll(picture.join().linkages());
            picture.join().totals().forEach((group, count) -> totals.merge(group, count, Integer::sum));
        }
        return new Snapshot(List.copyOf(components), List.copyOf(linkages), Map.copyOf(totals));
    }

    /** Describes the components of one scheduler in slices. */
    private static final class Walk implements Runnable {
        private final Scheduler scheduler;
        private final CompletableFuture<Snapshot> picture;
        private final List<Component> chosen = new ArrayList<>();
        private final Map<Component, String> ids = new IdentityHashMap<>();
        private final Snapshot result = new Snapshot(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        private int next;

        Walk(Scheduler scheduler, CompletableFuture<Snapshot> picture, int most) {
            this.scheduler = scheduler;
            this.picture = picture;
            for (Component one : scheduler.liveComponents()) {
                if (result.totals().merge(nameOf(one.group()), 1, Integer::sum) <= most) {
                    chosen.add(one);
                }
            }
        }

        private static String nameOf(@Nullable StatisticsGroup group) {
            return group == null ? "" : group.name();
        }

        @Override
        public void run() {
            try {
                int end = Math.min(chosen.size(), next + SLICE);
                while (next < end) {
                    describe(chosen.get(next++));
                }
                if (next < chosen.size()) {
                    scheduler.execute(this);
                } else {
                    picture.complete(result);
                }
            } catch (Throwable failure) {
                picture.completeExceptionally(failure);
            }
        }

        private String id(Component component) {
            return ids.computeIfAbsent(
                    component, c -> scheduler.name() + "/" + c.getClass().getSimpleName() + "-" + ids.size());
        }

        private void describe(Component component) {
            if (!component.isLive()) {
                return;
            }
            List<InboxState> inboxes = new ArrayList<>();
            for (Inbox<?> box = component.inboxes(); box != null; box = box.nextOfOwner) {
                Signal control = box.control();
                inboxes.add(
                        0,
                        new InboxState(
                                box.spec.box(),
                                box.size(),
                                box.bytes(),
                                box.spec.capacity(),
                                box.highWater(),
                                control == null ? null : control.toString()));
            }
            List<String> outboxes = new ArrayList<>();
            for (Outbox<?> box = component.outboxes(); box != null; box = box.nextOfOwner) {
                outboxes.add(0, box.name);
                Inbox<?> target = box.target();
                if (target != null && target.owner.isLive()) {
                    result.linkages().add(new Linkage(id(component), box.name, id(target.owner), target.spec.box()));
                }
            }
            result.components()
                    .add(new ComponentState(
                            id(component),
                            component.getClass().getName(),
                            scheduler.name(),
                            nameOf(component.group()),
                            inboxes,
                            outboxes));
        }
    }
}
