package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What other threads leave for a scheduler in its {@link Mailbox}: a task, or a component that is to be stepped. It is its
 * own entry of the mailbox, so to post a component allocates nothing.
 */
abstract sealed class Mail permits Links, Mailbox.Task {
    private static final VarHandle POSTED;

    static {
        try {
            POSTED = MethodHandles.lookup().findVarHandle(Mail.class, "posted", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Link of the mailbox, which alone touches it. */
    @Nullable
    Mail nextMail;

    @SuppressWarnings("unused") // by its handle
    private volatile boolean posted;

    /**
     * Marks this mail as posted. Call it from any thread.
     *
     * @return whether it was not marked yet: the caller posts it then, and everybody else need not
     */
    final boolean markPosted() {
        return !(boolean) POSTED.getAndSet(this, true);
    }

    /** Takes the mark away; what those wrote who found it marked is visible from now on. */
    final void unmarkPosted() {
        POSTED.getAndSet(this, false);
    }
}
