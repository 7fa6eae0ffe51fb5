package org.kamaelia.net.transport;

import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Protocol} that has relatives, as HTTP/1 has HTTP/2. A server whose default protocol is one speaks its relatives
 * too, without being told.
 */
public interface ProtocolFamily extends Protocol {
    /** Makes the protocol of one connection, on any event loop. Making one that is not used has no effect. */
    @FunctionalInterface
    interface Maker extends Supplier<ProtocolFamily> {}

    /**
     * The protocols that are preferred to this one, by preference. Called when the server starts, for an object that is used
     * for nothing else.
     *
     * @param overTls whether the server speaks TLS on its connections
     */
    List<ProtocolFactory> preferred(boolean overTls);

    /**
     * Whether a peer speaks for many clients, as a reverse proxy does: then its connections are not bounded as those of one
     * client. The protocol says for whom it speaks, see {@link Transport#actsFor}. Called for an object that is used for
     * nothing else, on any event loop.
     *
     * @param peer the address of a connection; null if it is unknown
     */
    default boolean speaksForMany(@Nullable SocketAddress peer) {
        return false;
    }
}
