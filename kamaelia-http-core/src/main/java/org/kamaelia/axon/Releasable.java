package org.kamaelia.axon;

/**
 * A message that holds something that must be given back. A box calls it for every message that it discards: on the thread
 * of the box's scheduler, or, where the box crosses threads, on the thread that sent the message or would have received it.
 */
public interface Releasable {
    /** Gives back what the message holds. */
    void release();
}
