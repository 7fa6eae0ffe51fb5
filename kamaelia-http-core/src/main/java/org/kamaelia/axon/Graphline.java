package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Components that are wired together and used as one component, after Kamaelia's {@code Graphline}. Its inbox and
 * outbox are boxes of the components inside, so a message enters and leaves without an extra hop.
 *
 * <p>Activating the graph activates all parts. The graph ends when all parts have ended. When a part fails, the other
 * parts are ended as well, and the components that receive from the graph get {@link Shutdown}. Components outside the
 * graph continue.
 *
 * @param <I> the type of the messages that the graph receives
 * @param <O> the type of the messages that the graph sends
 */
public class Graphline<I, O> extends Component {
    private final List<Component> parts = new ArrayList<>();
    private @Nullable Inbox<I> inbox;
    private @Nullable Outbox<O> outbox;
    private int running;
    private boolean failing;

    /** Makes an empty graph. Add its parts before the graph is activated. */
    public Graphline() {}

    /** Adds a component, which is activated and ended together with the graph. Returns the component. */
    public final <C extends Component> C add(C part) {
        part.partOf(this);
        parts.add(part);
        return part;
    }

    /** Declares the inbox inside that receives the messages sent to the graph. */
    public final Graphline<I, O> in(Inbox<I> inside) {
        inbox = inside;
        return this;
    }

    /** Declares the outbox inside that sends the messages of the graph. */
    public final Graphline<I, O> out(Outbox<O> inside) {
        outbox = inside;
        return this;
    }

    /** The inbox of the graph. Throws {@link IllegalStateException} if none is declared. */
    public final Inbox<I> inbox() {
        return declared(inbox, "in");
    }

    /** The outbox of the graph. Throws {@link IllegalStateException} if none is declared. */
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

    /** Does nothing: the parts do the work. */
    @Override
    protected void step() {}

    /** Ends the parts together with the graph. An overriding method must call this one. */
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
