package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Components wired together and used as one, after Kamaelia's {@code Graphline}. Its inbox and outbox are those of the
 * components inside, so a message crosses its border without a hop.
 *
 * <p>It is activated as one and it ends when all of its parts have ended. When a part fails, the others are ended too,
 * and whoever receives from the graph gets {@link Shutdown}; what is outside of the graph goes on.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
public class Graphline<I, O> extends Component {
    private final List<Component> parts = new ArrayList<>();
    private @Nullable Inbox<I> inbox;
    private @Nullable Outbox<O> outbox;
    private int running;
    private boolean failing;

    /** An empty graph; add its parts before it is activated. */
    public Graphline() {}

    /** Adds a component, which is activated and ended with the graph; answers it. */
    public final <C extends Component> C add(C part) {
        part.partOf(this);
        parts.add(part);
        return part;
    }

    /** Declares which box inside receives what is sent to the graph. */
    public final Graphline<I, O> in(Inbox<I> inside) {
        inbox = inside;
        return this;
    }

    /** Declares which box inside sends what the graph sends. */
    public final Graphline<I, O> out(Outbox<O> inside) {
        outbox = inside;
        return this;
    }

    /** The box to link senders to. */
    public final Inbox<I> inbox() {
        return declared(inbox, "in");
    }

    /** The box to link to a receiver. */
    public final Outbox<O> outbox() {
        return declared(outbox, "out");
    }

    private <B> B declared(@Nullable B box, String how) {
        if (box == null) {
            throw new IllegalStateException(this + " has no such box; declare it with " + how + "(...)");
        }
        return box;
    }

    /** The parts, in the order in which they were added. */
    public final List<Component> parts() {
        return List.copyOf(parts);
    }

    @Override
    final void activated(Scheduler on, StatisticsGroup counted) {
        running = parts.size();
        for (Component part : parts) {
            on.activate(part, counted);
        }
    }

    /** Nothing: the parts do the work. */
    @Override
    protected void step() {}

    /** Ends the parts with the graph. Subclasses that override it call it. */
    @Override
    protected void stopped(@Nullable Throwable failure) {
        failing = true;
        for (Component part : parts) {
            part.end(failure);
        }
    }

    final void partEnded(Component part, @Nullable Throwable failure) {
        running--;
        if (failure != null && !failing) {
            end(failure);
        } else if (running == 0) {
            stop();
        }
    }
}
