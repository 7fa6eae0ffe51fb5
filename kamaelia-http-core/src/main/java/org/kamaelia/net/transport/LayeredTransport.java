package org.kamaelia.net.transport;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.net.loop.EventLoop;

/** A transport that lies between a connection and a protocol. What it does not change itself is as the connection has it. */
public abstract class LayeredTransport extends AbstractTransport implements Transport.User {
    private final Connection below;
    private boolean closed;

    /** A transport over a connection. */
    protected LayeredTransport(Connection below) {
        this.below = below;
    }

    /** The connection. */
    protected final Connection below() {
        return below;
    }

    /**
     * More bytes of what this layer sent to the connection have been taken.
     *
     * @param total as {@link Transport#taken} of the connection says
     */
    protected abstract void belowTook(long total);

    /** Learns from now on what becomes of the bytes that are sent to the connection. */
    protected final void watchBelow() {
        below.onTaken(new Taken() {
            @Override
            public void taken(long total) {
                belowTook(total);
            }

            @Override
            public void ended(CloseCause cause, long total) {
                closed = true;
                tellEnded();
            }
        });
    }

    @Override
    protected final boolean hasClosed() {
        return closed;
    }

    @Override
    protected final void giveUp() {
        below.abort(CloseCause.FAILED);
    }

    @Override
    public final boolean isDraining() {
        return below.isDraining();
    }

    @Override
    public final void idles() {
        below.idles();
    }

    @Override
    public final ByteAccount account() {
        return below.account();
    }

    @Override
    public final EventLoop loop() {
        return below.loop();
    }

    @Override
    public final String serverName() {
        return below.serverName();
    }

    @Override
    public final @Nullable SocketAddress remoteAddress() {
        return below.remoteAddress();
    }

    @Override
    public final void actsFor(long client) {
        below.actsFor(client);
    }

    @Override
    public final void limitSendBuffer(int bytes) {
        below.limitSendBuffer(bytes);
    }

    @Override
    public final boolean isClientKnown() {
        return below.isClientKnown();
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return below.localAddress();
    }

    @Override
    public final void closingBecause(CloseCause why) {
        below.closingBecause(why);
    }

    @Override
    public final @Nullable CloseCause closeCause() {
        return below.closeCause();
    }
}
