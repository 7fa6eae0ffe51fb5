package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** The receiver must stop now: the flow is incomplete. Kamaelia's {@code shutdownMicroprocess}. Immutable. */
public final class Shutdown extends Signal {
    /** For a sender that has ended while there was no memory for anything else. */
    static final Shutdown WITHOUT_MEMORY = new Shutdown("the sender has ended, for want of memory");

    private final String reason;
    private final @Nullable Throwable cause;

    /**
     * Makes a shutdown without an exception.
     *
     * @param reason a few words for log messages, such as "client closed the connection"
     */
    public Shutdown(String reason) {
        this(reason, null);
    }

    /**
     * Makes a shutdown that may have an exception as its cause.
     *
     * @param reason a few words for log messages
     * @param cause the exception that ended the sender; null if there was none
     */
    public Shutdown(String reason, @Nullable Throwable cause) {
        this.reason = reason;
        this.cause = cause;
    }

    /** A few words for log messages. */
    public String reason() {
        return reason;
    }

    /** The exception that ended the sender; null if there was none. */
    public @Nullable Throwable cause() {
        return cause;
    }

    @Override
    public String toString() {
        return "Shutdown(" + reason + ")";
    }
}
