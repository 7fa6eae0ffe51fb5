package org.kamaelia.axon;

/**
 * A message that holds a resource, such as memory, that must be given back. A box calls {@link #release} for every
 * message that it discards: on the thread of the box's scheduler or, if the box crosses threads, on the thread that
 * sent the message or would have received it.
 */
public interface Releasable {
    /** Gives back the resource of the message. Must not block. */
    void release();
}
