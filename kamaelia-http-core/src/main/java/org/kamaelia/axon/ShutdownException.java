package org.kamaelia.axon;

/** Thrown on a thread that works for a component when the flow that the thread reads or writes was shut down. */
public final class ShutdownException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    /** Makes an exception from a shutdown. */
    public ShutdownException(Shutdown shutdown) {
        super(shutdown.reason(), shutdown.cause());
    }
}
