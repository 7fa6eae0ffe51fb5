package org.kamaelia.axon;

import java.util.function.BiFunction;

/**
 * A component with one way in and one way out, such as a filter in a {@link Pipeline}.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
public abstract class Stage<I, O> extends Component {
    /** What comes in, with {@code control} beside it. */
    protected final Inbox<I> inbox;

    /** What goes out, with {@code signal} beside it. */
    protected final Outbox<O> outbox = new Outbox<>(this, "outbox");

    /** A stage whose inbox is declared elsewhere. */
    protected Stage(BoxSpec<? super I> spec) {
        this.inbox = new Inbox<>(this, spec);
    }

    /** A stage whose inbox is of another kind. */
    Stage(BoxSpec<? super I> spec, BiFunction<Component, BoxSpec<? super I>, Inbox<I>> kind) {
        this.inbox = kind.apply(this, spec);
    }

    /** The box to link senders to. */
    public final Inbox<I> inbox() {
        return inbox;
    }

    /** The box to link to a receiver. */
    public final Outbox<O> outbox() {
        return outbox;
    }

    /**
     * Hands on the end of what came in, and ends this component if there is one: the last line of most steps.
     *
     * @return whether the flow has ended
     */
    protected final boolean passEnd() {
        Shutdown shutdown = inbox.shutdown();
        if (shutdown != null) {
            outbox.shutdown(shutdown);
        } else if (inbox.ended()) {
            outbox.finish();
        } else {
            return false;
        }
        stop();
        return true;
    }
}
