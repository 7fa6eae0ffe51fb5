package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The {@link Mail} that other threads leave for a scheduler: a lock-free list, linked through the mails themselves. */
final class Mailbox {
    private static final VarHandle LATEST = Handles.of(MethodHandles.lookup(), "latest", Mail.class);

    private volatile @Nullable Mail latest;

    /** A task that any thread has given to a scheduler. */
    static final class Task extends Mail {
        private final Runnable work;

        Task(Runnable work) {
            this.work = work;
        }

        void run() {
            work.run();
        }
    }

    boolean isEmpty() {
        return latest == null;
    }

    /**
     * Adds a mail that is in no mailbox. Call it from any thread.
     *
     * @return whether it is the first mail. The caller that adds the first mail must wake the scheduler
     */
    boolean add(Mail mail) {
        Mail before;
        do {
            before = latest;
            mail.nextMail = before;
        } while (!LATEST.compareAndSet(this, before, mail));
        return before == null;
    }

    /** Takes all mail out and returns the oldest, which links to the next ones in order. For the scheduler's thread. */
    @Nullable
    Mail takeAll() {
        if (latest == null) {
            return null;
        }
        Mail one = (Mail) LATEST.getAndSet(this, null);
        Mail oldest = null;
        while (one != null) {
            Mail before = one.nextMail;
            one.nextMail = oldest;
            oldest = one;
            one = before;
        }
        return oldest;
    }
}
