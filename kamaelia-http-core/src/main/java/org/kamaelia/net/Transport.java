package org.kamaelia.net;

import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.StatisticsGroup;

/**
 * What a {@link Protocol} is linked to: a pair of boxes that lead to and from one client. It is the
 * {@link ConnectedSocket} itself, or a component between the two, such as {@link Tls}. Used on its event loop only.
 */
public interface Transport {
    /** Bytes to be sent; {@code ProducerFinished} closes after them, {@code Shutdown} resets the connection. */
    Inbox<IoBuffer> inbox();

    /**
     * Bytes that were received, in buffers that the receiver releases. {@code ProducerFinished} says that the client has
     * sent all it will send, {@code Shutdown} that the connection broke, or was cut off where that can be told.
     */
    Outbox<IoBuffer> outbox();

    /** Counts all bytes that wait to be sent against a bound; call before the first is sent. */
    void boundBy(ByteBound outgoing);

    /**
     * Counts what this connection holds against the budget that all of them have together. What a protocol adds to it, it
     * takes off again before it ends.
     */
    ByteAccount account();

    default long taken() { return 0; }

    default void onTaken(@Nullable Taken listener) {}

    interface Taken {
        void taken(long total);

        void ended(CloseCause cause, long total);
    }

    default void switchTo(Protocol next, @Nullable IoBuffer readAhead) {}

    /** The loop that steps this connection. */
    EventLoop loop();

    /** The group in which the boxes of this connection are counted. */
    @Nullable
    StatisticsGroup group();

    /** The name of the server that accepted it. */
    String serverName();

    /** The address of the client; null once the connection is closed. */
    @Nullable
    SocketAddress remoteAddress();

    /** The address on which it was accepted; null once the connection is closed. */
    @Nullable
    SocketAddress localAddress();

    /** The TLS session, once the handshake is complete; null for a plain connection. */
    default @Nullable SSLSession tlsSession() {
        return null;
    }

    /** Says why the connection is about to be closed, for the statistics; the first to say so is right. */
    void closingBecause(CloseCause why);

    /** Why the connection is being closed; null while nobody has said. */
    @Nullable
    CloseCause closeCause();

    /**
     * Gives the connection up while nothing is under way: the protocol unlinks itself and ends, and the server makes
     * another one when the next bytes come. So an idle connection costs little more than its socket.
     *
     * @param idleNanos how long nothing may come before the connection is closed as idle
     * @return whether this transport can wait by itself; if not, nothing has changed
     */
    default boolean park(long idleNanos) {
        return false;
    }

    /**
     * Says that the client has sent all it will send, so that closing need not wait for it. Without this, the sending
     * side is closed first and what still arrives is read and discarded for a while: data that meets a closed socket
     * makes the kernel answer with a reset, which can destroy our last answer before the client has read it.
     */
    void expectNoMore();
}
