package org.kamaelia.axon;

/** A message that holds something that must be given back. A box calls it for every message that it discards. */
public interface Releasable {
    /** Gives back what the message holds. */
    void release();
}
