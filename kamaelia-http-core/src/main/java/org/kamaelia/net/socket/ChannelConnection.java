package org.kamaelia.net.socket;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.transport.Connection;

/**
 * A connection over a channel of the kernel: its registration with the selector, its addresses, its account, whether it is
 * idle, and how the channel is closed. What is read and written is the matter of {@link ConnectedSocket}.
 */
abstract class ChannelConnection extends Connection implements EventLoop.Ready {
    final SocketChannel channel;
    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;
    private @Nullable ByteAccount account;
    private boolean idling;
    private long lastMoved;

    ChannelConnection(SocketChannel channel, Host host) {
        super(host);
        this.channel = channel;
        this.lastMoved = host.loop().now();
    }

    /** Registers with the loop. */
    @Override
    public final void open() throws IOException {
        opened(addressOrNull(channel::getRemoteAddress), addressOrNull(channel::getLocalAddress));
        key = loop().register(channel, SelectionKey.OP_READ, this);
        loop().activate(this, host().boxes());
    }

    private interface End {
        @Nullable
        SocketAddress address() throws IOException;
    }

    private static @Nullable SocketAddress addressOrNull(End end) {
        try {
            return end.address();
        } catch (IOException closed) {
            return null;
        }
    }

    final void interest(int operation, boolean on) {
        int wanted = on ? interest | operation : interest & ~operation;
        if (wanted != interest && key != null && key.isValid()) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }

    final boolean isInterestedIn(int operation) {
        return (interest & operation) != 0;
    }

    @Override
    public final void idles() {
        if (!idling) {
            idling = true;
            host().becameIdle(this);
        }
    }

    final void idlesNoMore() {
        if (idling) {
            idling = false;
            host().idleNoMore(this);
        }
    }

    @Override
    public final ByteAccount account() {
        ByteAccount own = account;
        if (own == null) {
            own = new ByteAccount(loop().held());
            account = own;
        }
        return own;
    }

    /** Nothing counts in the account any more; the next user gets another one. */
    final void forgetAccount() {
        account = null;
    }

    @Override
    public final long held() {
        return account == null ? 0 : account.bytes();
    }

    @Override
    public final long lastMoved() {
        return lastMoved;
    }

    /** A byte was taken or given now. */
    final void moved() {
        lastMoved = now();
    }

    /** Has the kernel reset the connection when it is closed, instead of closing it in order. */
    final void resetOnClose() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException gone) {
            // then there is nothing left to reset
        }
    }

    @Override
    protected final void stopped(@Nullable Throwable failure) {
        idlesNoMore();
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is gone in any case
        }
        leave();
    }
}
