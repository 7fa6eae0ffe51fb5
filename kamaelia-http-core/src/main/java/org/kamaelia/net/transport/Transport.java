package org.kamaelia.net.transport;

import java.net.SocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;

/**
 * What a {@link Protocol} is linked to: a pair of boxes that lead to and from one client. It is a {@link Connection}
 * itself, or a component between the connection and the protocol, such as TLS. Used on its event loop only, except the
 * facts of the connection: addresses, TLS session, application protocol and server name may be read by any thread that
 * was handed the transport by its loop, and stay the same after the connection has closed.
 */
public interface Transport {
    /** What uses a transport: it is connected to the transport, and told when the server stops. */
    interface User {
        /**
         * Links itself to the transport, both ways, and activates its components. The transport reads as soon as its
         * outbox is linked and has room. It tells the end of what the client sends with {@code ProducerFinished} (the
         * client has closed its sending side) or {@code Shutdown} (the connection broke), and is closed in the same words.
         */
        void connected(Transport transport);

        /** The server stops: finish what is under way, begin nothing new, then close. */
        void drain();
    }

    /** Is told how many of the bytes that were sent to a transport have left this program. Called on the loop. */
    interface Taken {
        /**
         * More bytes have been taken. Do not send and do not close here; wake a component for that.
         *
         * @param total what {@link Transport#taken} says now
         */
        void taken(long total);

        /**
         * The connection has ended; nothing follows.
         *
         * @param cause why
         * @param total the bytes that were taken in all
         */
        void ended(CloseCause cause, long total);
    }

    /** Bytes to be sent; {@code ProducerFinished} closes after them, {@code Shutdown} resets the connection. */
    Inbox<IoBuffer> inbox();

    /**
     * Bytes that were received, in buffers that the receiver releases. {@code ProducerFinished} says that the client has
     * sent all it will send, {@code Shutdown} that the connection broke, or was cut off where that can be told.
     */
    Outbox<IoBuffer> outbox();

    /**
     * The bounds in bytes of this connection. The first call makes them, and has what waits to be sent count against the
     * one for the way out; call it before the first byte is sent. Every later call, by a protocol that took the connection
     * over too, answers the same bounds with the same limit.
     *
     * @param limit in bytes for each direction, at least 1; of no meaning after the first call
     */
    Bounds bounds(int limit);

    /**
     * Counts what this connection holds against the budget that all connections have together. What a protocol adds to
     * the account, it takes off again before it ends.
     */
    ByteAccount account();

    /** The loop that steps this connection. */
    EventLoop loop();

    /** The group in which the boxes of this connection are counted. */
    @Nullable
    StatisticsGroup group();

    /** The name of the server that accepted the connection. */
    String serverName();

    /**
     * The address of the client, as it was when the connection opened, or as a trusted proxy has said since. Null for a
     * connection in memory, and for one whose address could not be read.
     */
    @Nullable
    SocketAddress remoteAddress();

    /** The address on which the connection was accepted, or for which a trusted proxy accepted it; null as above. */
    @Nullable
    SocketAddress localAddress();

    /** The TLS session, which is there when a protocol is connected; null for a plain connection. */
    default @Nullable SSLSession tlsSession() {
        return null;
    }

    /**
     * The protocol that client and server agreed on by ALPN (RFC 7301), such as {@code http/1.1}; null without TLS, and
     * where the client did not offer any.
     */
    default @Nullable String applicationProtocol() {
        return null;
    }

    /** Says why the connection is about to be closed, for the statistics; the first cause that was given stays. */
    void closingBecause(CloseCause why);

    /** Why the connection is being closed; null while nobody has said. */
    @Nullable
    CloseCause closeCause();

    /**
     * The bytes of what was sent to {@link #inbox} that have been taken so far, by the kernel or by the client of a
     * connection in memory. It never goes back. With TLS these are plain bytes, and those of a buffer of records count once
     * the whole buffer was taken.
     */
    long taken();

    /**
     * Has somebody told each time that bytes were taken, and once when the connection has ended, also if its protocol
     * ended before. There is one listener: another replaces it, {@link #park parking} forgets it, and {@link #switchTo
     * switching} keeps it. If the connection has ended already, the listener is told so at once.
     *
     * @param listener null for none
     */
    void onTaken(@Nullable Taken listener);

    /**
     * Gives the connection up while nothing is under way: the protocol unlinks itself and ends, and another one is made
     * the same way when the next bytes come. So an idle connection costs little more than its socket.
     *
     * @param idleNanos how long nothing may come before the connection is closed as idle, in nanoseconds
     * @return whether this transport can wait by itself; if not, nothing has changed
     */
    default boolean park(long idleNanos) {
        return false;
    }

    /**
     * The same for a protocol that says itself how the next one is made, such as one to which the connection was
     * {@linkplain #switchTo switched}.
     *
     * @param resume makes the protocol that goes on; called on the loop
     */
    default boolean park(long idleNanos, Supplier<? extends User> resume) {
        return false;
    }

    /**
     * Hands the connection over to another protocol. Called on the loop by the protocol that gives it up, once that has
     * sent its last bytes and unlinked its outbox from {@link #inbox}; afterwards the old protocol ends itself.
     *
     * <p>What waits to be sent leaves before what the next protocol sends. The next protocol receives {@code readAhead}
     * before anything else, under the same {@linkplain #bounds bounds} and the same {@linkplain #account account}. If the
     * client has closed its sending side, the next protocol is told so after these bytes; if the server stops, it is
     * drained at once.
     *
     * @param next is connected before this returns
     * @param readAhead what came from the client and the old protocol did not use; null for nothing
     * @return false if the connection has ended or is being closed: nothing has changed then, and {@code readAhead} still
     *     belongs to the caller
     * @throws IllegalStateException if an outbox is still linked to {@link #inbox}; what else the next protocol throws while
     *     it is connected is thrown on, and the connection is reset
     */
    boolean switchTo(User next, @Nullable IoBuffer readAhead);

    /**
     * Says that the client has sent all it will send, so that closing need not wait for it. Without this, the sending
     * side is closed first and what still arrives is read and discarded for a while: data that meets a closed socket
     * makes the kernel answer with a reset, which can destroy our last answer before the client has read it.
     */
    void expectNoMore();
}
