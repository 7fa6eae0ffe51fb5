package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the {@link Mailbox} of a scheduler: a task, or a component to be stepped. A component is itself the
 * entry, so posting a component allocates nothing.
 */
abstract sealed class Mail permits Links, Mailbox.Task {
    private static final VarHandle POSTED = Handles.of(MethodHandles.lookup(), "posted", boolean.class);

    /** Link in the mailbox. Only the mailbox uses it. */
    @Nullable
    Mail nextMail;

    @SuppressWarnings("unused") // by its handle
    private volatile boolean posted;

    /**
     * Marks this mail as posted. Call it from any thread.
     *
     * @return true if the mail was not marked before: this caller must post it, other callers need not
     */
    final boolean markPosted() {
        return !(boolean) POSTED.getAndSet(this, true);
    }

    /** Removes the mark. From now on the caller sees everything that threads wrote before they found the mark. */
    final void unmarkPosted() {
        POSTED.getAndSet(this, false);
    }
}
