package org.kamaelia.net.socket;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.Progress;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;

/**
 * A connection over a channel of the kernel: its registration with the selector, its addresses, its account, whether it is
 * idle, and how the channel is closed. {@link ConnectedSocket} reads and writes.
 */
abstract class ChannelConnection extends Connection implements EventLoop.Ready {
    /** Bytes a second that count as progress when memory has to be freed: those who move less stand still. */
    private static final int STEADY = 1024;

    private static final int LINGER_PART_OF_STOP = 10;
    private static final long NEVER = Long.MIN_VALUE;

    final SocketChannel channel;
    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;
    private @Nullable ByteAccount account;
    private boolean idling;
    private final Progress progress;
    private long unread = -1;
    private long lastMoved;
    private long starvedSince = NEVER;

    ChannelConnection(SocketChannel channel, Host host) {
        super(host);
        this.channel = channel;
        this.lastMoved = host.loop().now();
        this.progress = new Progress(lastMoved);
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

    /** Closes the connection: its work would fail again. */
    @Override
    public final void failed(Throwable failure) {
        if (isLive()) {
            abort(CloseCause.FAILED);
        }
    }

    /**
     * A buffer to read into. Null if there is no memory for one: then others are reset to free some. If that has not helped
     * for as long as a client may accept nothing, this connection is reset, too.
     */
    final @Nullable IoBuffer bufferOrNull() {
        try {
            IoBuffer buffer = loop().readBuffers().acquire(account());
            starvedSince = NEVER;
            return buffer;
        } catch (OutOfMemoryError noBuffer) {
            loop().ranOut(noBuffer);
            if (starvedSince == NEVER) {
                starvedSince = now();
            } else if (now() - starvedSince >= host().writeStallNanos()) {
                shed();
            }
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
    public final void limitSendBuffer(int bytes) {
        try {
            if (bytes > 0 && bytes < channel.getOption(StandardSocketOptions.SO_SNDBUF)) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
            }
        } catch (IOException closed) {
            // the next read or write finds out
        }
    }

    @Override
    public final void idles() {
        if (!idling) {
            idling = true;
            host().becameIdle(this);
        }
    }

    final boolean isIdle() {
        return idling;
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

    @Override
    public final long stalledNanos() {
        return progress.stalled(loop().now());
    }

    /** So many bytes were taken or given now. */
    final void moved(long bytes) {
        lastMoved = now();
        progress.moved(bytes, lastMoved, STEADY, 0);
    }

    /**
     * Whether the client has read something since the last call although its socket takes no more. False where that cannot
     * be known.
     */
    final boolean clientReads() {
        long before = unread;
        try { // the ends of the socket, also behind a proxy
            unread = KernelQueues.of(channel.getLocalAddress(), channel.getRemoteAddress());
        } catch (IOException closed) {
            unread = -1;
        }
        return unread >= 0 && unread < before;
    }

    /** How long the client may take to close its side; a server that stops waits for a shorter time. */
    final long lingerNanos() {
        long linger = host().lingerNanos();
        return isDraining() ? linger / LINGER_PART_OF_STOP : linger;
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
