package org.kamaelia.axon;

/** Thrown to work on a thread of its own when the flow that it reads from or writes to was shut down. */
public final class ShutdownException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    /** An exception for a shutdown. */
    public ShutdownException(Shutdown shutdown) {
        super(shutdown.reason(), shutdown.cause());
    }
}
