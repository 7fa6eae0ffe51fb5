package org.kamaelia.http.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lends a chunk of a request body to the inbox of a handler, in the memory into which it was read. That memory will
 * serve other clients, so the code of applications never sees it: it gets the chunk in memory of its own.
 */
public interface Lender {
    /**
     * Returns the chunk that is lent now, in the memory in which it lies. For code of the server, which keeps no view
     * of it; empty if nothing is lent.
     */
    ByteBuffer lent();

    /**
     * Moves the chunk that is lent now into memory of its own, which serves nobody else ever after. Returns the same
     * buffer until the loan ends; empty if nothing is lent.
     */
    ByteBuffer own();

    /**
     * Moves the chunk that is lent now, with the memory in which it lies, to the caller. Returns null if nothing is
     * lent, or if the chunk is so small that a copy is better than a read buffer that is held.
     */
    @Nullable
    BodyLoan giveAway();
}
