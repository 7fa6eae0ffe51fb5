package org.kamaelia.net.transport;

import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;

/**
 * The bounds in bytes of one connection, which stay the same for as long as it is not parked, whichever protocols use it.
 * Used on its loop.
 *
 * @param incoming for what came from the client and was not used yet; the inbox of the protocol is its entrance
 * @param outgoing for what waits to be sent; the outermost box of the protocol is its entrance
 */
public record Bounds(ByteBound incoming, ByteBound outgoing) {
    /** Two bounds with the same limit, whose bytes count in the account of the connection. */
    static Bounds of(int limit, ByteAccount account) {
        return new Bounds(new ByteBound(limit, account), new ByteBound(limit, account));
    }
}
