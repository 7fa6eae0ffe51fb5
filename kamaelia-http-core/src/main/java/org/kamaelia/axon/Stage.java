package org.kamaelia.axon;

import java.util.function.BiFunction;

/**
 * A component with one inbox and one outbox, such as a filter in a {@link Pipeline}.
 *
 * @param <I> the type of the messages that the stage receives
 * @param <O> the type of the messages that the stage sends
 */
public abstract class Stage<I, O> extends Component {
    /** Receives messages, with {@code control} beside it. */
    protected final Inbox<I> inbox;

    /** Sends messages, with {@code signal} beside it. */
    protected final Outbox<O> outbox = new Outbox<>(this, "outbox");

    /** Makes a stage with an inbox of this declaration. */
    protected Stage(BoxSpec<? super I> spec) {
        this.inbox = new Inbox<>(this, spec);
    }

    /** Makes a stage with an inbox of another class. */
    Stage(BoxSpec<? super I> spec, BiFunction<Component, BoxSpec<? super I>, Inbox<I>> kind) {
        this.inbox = kind.apply(this, spec);
    }

    /** The inbox, to which senders are linked. */
    public final Inbox<I> inbox() {
        return inbox;
    }

    /** The outbox, which is linked to a receiver. */
    public final Outbox<O> outbox() {
        return outbox;
    }

    /**
     * If the incoming flow has ended, passes its end to the outbox and ends this component. The last line of most
     * steps.
     *
     * @return whether the incoming flow has ended
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
