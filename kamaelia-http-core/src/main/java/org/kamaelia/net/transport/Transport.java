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
 * The two boxes that lead to and from one client. A {@link Protocol} links itself to them. A transport is a
 * {@link Connection}, or a component between a connection and a protocol, such as TLS.
 *
 * <p>A transport is used on its event loop. Its facts (addresses, TLS session, application protocol, server name) may
 * be read by any thread to which the event loop has passed the transport. They do not change when the connection closes.
 */
public interface Transport {
    /** A user of a transport, such as a protocol. */
    interface User {
        /**
         * Links the user to both boxes of the transport and activates the components of the user. The transport reads as
         * soon as its outbox is linked and has room. The transport sends {@code ProducerFinished} when the client has closed
         * its sending side, and {@code Shutdown} when the connection broke. The user closes the transport with the same
         * signals.
         */
        void connected(Transport transport);

        /** Called when the server stops. The user finishes its current work, begins nothing new, and then closes. */
        void drain();
    }

    /** Listens to how many of the bytes sent to a transport have left this program. Called on the event loop. */
    interface Taken {
        /**
         * Called when more bytes have been taken. Must not send and must not close; wake a component for that.
         *
         * @param total the value of {@link Transport#taken}
         */
        void taken(long total);

        /**
         * Called once, when the connection has ended. No other call follows.
         *
         * @param cause why the connection was closed
         * @param total the number of bytes that were taken
         */
        void ended(CloseCause cause, long total);
    }

    /** The box for bytes to the client. {@code ProducerFinished} closes after these bytes; {@code Shutdown} resets. */
    Inbox<IoBuffer> inbox();

    /**
     * The box of bytes from the client. The receiver releases the buffers. {@code ProducerFinished} means that the client
     * sends nothing more. {@code Shutdown} means that the connection broke, or that TLS shows that it was cut off.
     */
    Outbox<IoBuffer> outbox();

    /**
     * Returns the bounds in bytes of this connection. The first call creates them, and must come before the first byte is
     * sent. Later calls, also those of a protocol that has taken the connection over, return the same bounds.
     *
     * @param limit the bound for each direction, in bytes, at least 1; ignored after the first call
     */
    Bounds bounds(int limit);

    /**
     * The account of this connection in the budget that all connections share. A protocol subtracts everything that it has
     * added before it ends.
     */
    ByteAccount account();

    /** The event loop of this connection. */
    EventLoop loop();

    /** The group in which the boxes of this connection are counted. */
    @Nullable
    StatisticsGroup group();

    /** The name of the server that accepted the connection. */
    String serverName();

    /**
     * The address of the client when the connection opened, or the address that a trusted proxy has given. Null for a
     * connection in memory, and if the address could not be read.
     */
    @Nullable
    SocketAddress remoteAddress();

    /**
     * Whether {@link #remoteAddress()} is the peer that speaks. False if the connection came through a proxy that did not
     * name its client (PROXY protocol with UNKNOWN, LOCAL or a family other than TCP over IP): then the address is that
     * of the proxy, and nothing that the peer says about other clients may be believed.
     */
    default boolean isClientKnown() {
        return true;
    }

    /** The address that the client connected to, here or at a trusted proxy. Null as for {@link #remoteAddress}. */
    @Nullable
    SocketAddress localAddress();

    /** The TLS session; null for a plain connection. It exists before a protocol is connected. */
    default @Nullable SSLSession tlsSession() {
        return null;
    }

    /**
     * The protocol that client and server have agreed on by ALPN (RFC 7301), such as {@code http/1.1}. Null without TLS,
     * and if the client has offered none.
     */
    default @Nullable String applicationProtocol() {
        return null;
    }

    /** Notes why the connection is about to be closed, for the statistics. Only the first cause counts. */
    void closingBecause(CloseCause why);

    /** Why the connection is being closed; null while there is no cause. */
    @Nullable
    CloseCause closeCause();

    /**
     * How many of the bytes sent to {@link #inbox} have been taken so far, by the kernel or by the client of a connection
     * in memory. The number never decreases. With TLS it counts plain bytes; the bytes of a buffer of records count when
     * the whole buffer has been taken.
     */
    long taken();

    /**
     * The peer is a proxy, and acts for this client now: what the connection holds is counted for it. Called on the event
     * loop.
     *
     * @param client see {@link ClientKey}
     */
    default void actsFor(long client) {}

    /**
     * Asks the kernel to hold at most about so many bytes that the client has not acknowledged. So it is known early that a
     * client is slow, and little that is out of date waits in front of the newest. A smaller buffer stays as it is. Does
     * nothing where there is no such buffer, and where a connection carries several transports.
     *
     * @param bytes also bound what can be sent in one round trip; 0 changes nothing
     */
    default void limitSendBuffer(int bytes) {}

    /**
     * Adds a listener. It is called whenever bytes have been taken, and once when the connection has ended, even if the
     * protocol that added it has ended before. {@link #switchTo Switching} keeps the listeners, because bytes of the old
     * protocol may still be waiting; {@link #park parking} forgets them. If the connection has already ended, the listener
     * is told so at once.
     */
    void onTaken(Taken listener);

    /**
     * Lets the transport wait alone while no request is in progress. The protocol unlinks itself and ends; when the next
     * bytes arrive, another protocol is created in the same way. So an idle connection costs little more than its socket.
     *
     * @param idleNanos how long to wait for the next bytes before the connection is closed as idle, in nanoseconds
     * @return false if this transport cannot wait alone; then nothing has changed
     */
    default boolean park(long idleNanos) {
        return false;
    }

    /**
     * The same for a protocol that knows how the next one is created, such as one to which the connection was
     * {@linkplain #switchTo switched}.
     *
     * @param resume creates the next protocol; called on the event loop
     */
    default boolean park(long idleNanos, Supplier<? extends User> resume) {
        return false;
    }

    /**
     * Nothing is under way, although the protocol stays: the connection may be closed to make room for another one. Holds
     * until the client sends something.
     */
    default void idles() {}

    /**
     * Hands the connection over to another protocol. The old protocol calls this on the event loop, after it has sent its
     * last bytes and unlinked its outbox from {@link #inbox}. After the call, the old protocol ends itself.
     *
     * <p>Waiting bytes leave before the bytes of the next protocol. The next protocol receives {@code readAhead} before
     * other bytes, under the same {@linkplain #bounds bounds} and the same {@linkplain #account account}. If the client has
     * closed its sending side, the next protocol receives the signal after these bytes. If the server is stopping, the next
     * protocol is drained at once.
     *
     * @param next the next protocol; it is connected when this method returns
     * @param readAhead bytes of the client that the old protocol has not used; null if there are none
     * @return false if the connection has ended or is being closed; then nothing has changed, and {@code readAhead} still
     *     belongs to the caller
     * @throws IllegalStateException if an outbox is still linked to {@link #inbox}. An exception of the next protocol while
     *     it is being connected is also thrown on, and the connection is reset
     */
    boolean switchTo(User next, @Nullable IoBuffer readAhead);

    /**
     * Called when the client will send nothing more, so that a close need not wait for the client. Otherwise the transport
     * closes only its sending side at first, and reads and discards what arrives for a while. Data that arrives at a closed
     * socket makes the kernel send a reset, and a reset can destroy the last response before the client has read it.
     */
    void expectNoMore();
}
