package org.kamaelia.net.loop;

import java.util.function.Consumer;

/** Something that holds memory and can be reset to free it, such as a connection. Used on its loop. */
public interface MemoryHolder {
    /** The bytes that it holds, with the buffers that it was lent. */
    long held();

    /** For how long it has made no real progress, in nanoseconds; see {@link Progress}. */
    long stalledNanos();

    /** The client, as one number: holders with the same number share what one client may hold. */
    long client();

    /** Resets it now. */
    void shed();

    /** Knows some holders, such as those of one server on this loop. */
    interface Source {
        /** Calls this for each holder. Must need no memory. */
        void forEachHolder(Consumer<? super MemoryHolder> action);
    }
}
