package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** Stop now; what was sent so far is incomplete. Kamaelia's {@code shutdownMicroprocess}. */
public final class Shutdown extends Signal {
    private final String reason;
    private final @Nullable Throwable cause;

    /**
     * A shutdown without an exception behind it.
     *
     * @param reason a few words for people, such as "client closed the connection"
     */
    public Shutdown(String reason) {
        this(reason, null);
    }

    /**
     * A shutdown, perhaps because of an exception.
     *
     * @param reason a few words for people
     * @param cause what made the sender stop, if it was an exception
     */
    public Shutdown(String reason, @Nullable Throwable cause) {
        this.reason = reason;
        this.cause = cause;
    }

    /** A few words for people. */
    public String reason() {
        return reason;
    }

    /** The exception that ended the sender, if one did. */
    public @Nullable Throwable cause() {
        return cause;
    }

    @Override
    public String toString() {
        return "Shutdown(" + reason + ")";
    }
}
