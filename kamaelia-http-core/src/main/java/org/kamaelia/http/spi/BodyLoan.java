package org.kamaelia.http.spi;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Releasable;

/**
 * A chunk of a request body in the memory into which it was read, moved to a borrower. The memory will serve other
 * clients after its release, so the borrower must not give away a view of it that outlives the loan. The loan is ended
 * once, by {@link #release()} or by {@link #leave()}, on the event loop.
 */
public interface BodyLoan extends Releasable {
    /** The octets. */
    ByteBuffer bytes();

    /**
     * Ends the loan of a borrower that may still use the octets: the memory never serves anybody else, and the garbage
     * collector frees it.
     */
    void leave();
}
