package org.kamaelia.http.spring.webflux;

import org.kamaelia.axon.Scheduler;

/**
 * The event loop of one request, for the publishers and subscribers of that request. A signal that comes on the loop is
 * handled at once. A signal that comes on another thread crosses to the loop:
 *
 * <pre>{@code
 * if (loop.enter()) {
 *     flow.ended();
 *     loop.leave();
 * } else {
 *     loop.cross(flow::ended);
 * }
 * }</pre>
 */
interface LoopExecution {
    /** What runs the event loop. Called on the loop. */
    Scheduler scheduler();

    /** Whether the caller is on the event loop. From any thread. */
    boolean inLoop();

    /**
     * Whether the caller is on the event loop, so that it may handle a signal at once. The signals that have crossed
     * before are handled first. From any thread.
     */
    boolean enter();

    /** Does what follows from the signal that was handled after {@link #enter()}. */
    void leave();

    /** Sends a signal to the event loop, from any other thread. */
    void cross(LoopSignals.Signal signal);

    /** Sends a signal that holds nothing to the event loop, from any other thread. */
    default void cross(Runnable signal) {
        cross(signal, () -> {});
    }

    /**
     * Sends a signal to the event loop, from any other thread.
     *
     * @param otherwise runs instead if the request has ended
     */
    default void cross(Runnable signal, Runnable otherwise) {
        cross(new LoopSignals.Signal() {
            @Override
            void run() {
                signal.run();
            }

            @Override
            void discard() {
                otherwise.run();
            }
        });
    }

    /** Asks for a step of the handler, from any thread. */
    void wakeUp();
}
