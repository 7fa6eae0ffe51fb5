package org.kamaelia.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Shutdown;

/**
 * One TCP connection as a component: Kamaelia's {@code ConnectedSocketAdapter}. What comes to its inbox is written, what
 * is read goes to its outbox.
 *
 * <pre>
 *   OPEN --inbox ended and written--> LINGER (our side closed; what still comes is discarded) --client closes--> CLOSED
 *     |                                  \--time or bytes run out--> CLOSED
 *     +--Shutdown on control, error, nothing accepted for too long--> CLOSED (reset)
 * </pre>
 *
 * <p>While nothing is under way a protocol may {@link #park} the connection: then there is nothing but the socket until
 * the next bytes come.
 *
 * <p>Everything that a turn produced leaves in one system call. Read interest is on exactly while the outbox has room. An
 * idle connection holds no buffer.
 */
public final class ConnectedSocket extends Connection implements EventLoop.Ready {
    /** What is to be written: up to 64 buffers, which one system call gathers. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("ConnectedSocket", "inbox", "bytes to be written", 64, IoBuffer::remaining);

    private static final System.Logger LOG = BackgroundLog.of(ConnectedSocket.class);
    private static final long PROBE_NANOS = 1_000_000_000;
    private static final int LINGER_BYTES = 256 * 1024;
    private static final int LINGER_PART_OF_STOP = 10;

    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable SocketAddress source;
    private @Nullable SocketAddress destination;
    private int interest = SelectionKey.OP_READ;
    private @Nullable ByteAccount account;
    private boolean parked;
    private boolean idling;
    private long lastMoved;
    private long probeAt;
    private boolean inputEnded;
    private boolean noMoreExpected;
    private boolean writable = true;
    private int lingering = -1;
    private long deadline = Long.MAX_VALUE;

    /** Links of the {@link IdleList}; touched by it alone. */
    @Nullable
    ConnectedSocket nextIdle;

    @Nullable
    ConnectedSocket previousIdle;

    ConnectedSocket(SocketChannel channel, ServerLoop home) {
        super(home);
        this.channel = channel;
        this.lastMoved = home.loop.now();
    }

    /** Registers with the loop and hands itself to a protocol. */
    @Override
    void open() throws IOException {
        key = home.loop.register(channel, SelectionKey.OP_READ, this);
        home.loop.activate(this, home.boxes);
        AddressRanges proxies = home.proxies();
        if (proxies == null) {
            speak();
        } else if (proxies.contains(remoteAddress())) {
            ProxyProtocol.precede(this);
        } else {
            abort(CloseCause.REFUSED);
        }
    }

    /** Links what the server speaks. */
    void speak() throws IOException {
        TlsSetup tls = home.tls();
        speakOver(tls == null ? this : Tls.over(this, tls));
    }

    @Override
    public boolean park(long idleNanos) {
        if (inputEnded || lingering >= 0 || !inbox.isEmpty()) {
            return false;
        }
        outbox.unlink();
        inbox.unbound();
        protocol = null;
        account = null;
        parked = true;
        idles();
        deadline = now() + idleNanos;
        stepAt(deadline);
        interest(SelectionKey.OP_READ, true);
        return true;
    }

    private void unpark() throws IOException {
        parked = false;
        deadline = Long.MAX_VALUE;
        cancelTimer();
        speak();
    }

    /** Nothing is under way: it may be closed to make room for another. */
    void idles() {
        if (!idling) {
            idling = true;
            home.idles(this);
        }
    }

    private void idlesNoMore() {
        if (idling) {
            idling = false;
            home.idle.remove(this);
        }
    }

    /** Makes room for another, idle as it is: what the client sends now is as unseen as what meets a closed port. */
    void evict() {
        closingBecause(CloseCause.EVICTED);
        close(false);
    }

    @Override
    void drain() throws IOException {
        if (lingering >= 0) {
            deadline = Math.min(deadline, now() + patience());
            stepAt(deadline);
        } else if (protocol != null) {
            protocol.drain();
        } else if (parked) {
            closingBecause(CloseCause.STOPPED);
            close(false);
        } else {
            abort(CloseCause.STOPPED); // it has not even said for whom it speaks
        }
    }

    /** A proxy has said for whom it speaks; null where it speaks for itself. */
    void cameThrough(@Nullable SocketAddress from, @Nullable SocketAddress to) {
        source = from;
        destination = to;
    }

    @Override
    public ByteAccount account() {
        ByteAccount own = account;
        if (own == null) {
            own = new ByteAccount(home.loop.held());
            account = own;
        }
        return own;
    }

    /** The bytes that it holds, but for buffers that it was lent. */
    long held() {
        return account == null ? 0 : account.bytes();
    }

    /** When it last took or gave a byte, by the clock of the loop. */
    long lastMoved() {
        return lastMoved;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        if (source != null) {
            return source;
        }
        try {
            return channel.getRemoteAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        if (destination != null) {
            return destination;
        }
        try {
            return channel.getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    public void expectNoMore() {
        noMoreExpected = true;
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0 && isLive()) {
            if (lingering >= 0) {
                discardInput();
            } else {
                read();
            }
        }
        if ((operations & SelectionKey.OP_WRITE) != 0 && isLive()) {
            writable = true;
            again();
        }
        if ((operations & SelectionKey.OP_CONNECT) != 0 && isLive()) {
            lost(new IOException("Connection reset"));
        }
    }

    private void read() {
        if (!parked && !outbox.hasRoom()) {
            interest(SelectionKey.OP_READ, false); // stepped again when there is room
            watchForReset();
            return;
        }
        IoBuffer buffer = home.loop.readBuffers().acquire();
        int count;
        try {
            count = channel.read(buffer.bytes());
        } catch (IOException broken) {
            buffer.release();
            lost(broken);
            return;
        }
        if (count > 0) {
            buffer.bytes().flip();
            lastMoved = now();
            idlesNoMore();
            received(buffer);
            return;
        }
        buffer.release();
        if (count < 0) {
            inputEnded();
        }
    }

    private void received(IoBuffer buffer) {
        try {
            if (parked) {
                unpark();
            }
            outbox.send(buffer);
        } catch (IOException | RuntimeException failure) {
            buffer.release();
            home.failed(failure);
            abort(CloseCause.FAILED);
        }
    }

    private void inputEnded() {
        inputEnded = true;
        interest(SelectionKey.OP_READ, false);
        if (parked) {
            closingBecause(CloseCause.CLIENT);
            close(false);
        } else {
            outbox.finish();
        }
    }

    private void lost(IOException broken) {
        if (!inbox.isEmpty()) {
            cause = CloseCause.RESET; // even if we were about to close after this answer
        }
        closingBecause(CloseCause.RESET);
        outbox.shutdown(new Shutdown("the connection broke", broken));
        close(false);
    }

    @Override
    protected void step() {
        Shutdown shutdown = inbox.shutdown();
        if (shutdown != null) {
            closingBecause(CloseCause.FAILED);
            close(true);
        } else if (lingering >= 0) {
            if (now() >= deadline) {
                close(false);
            }
        } else if (parked) {
            idle();
        } else if (flush()) {
            resumeReading();
        }
    }

    private void idle() {
        if (now() >= deadline) {
            closingBecause(CloseCause.IDLE);
            try {
                finishOutput();
            } catch (IOException broken) {
                lost(broken);
            }
        }
    }

    /** Writes what there is; answers whether the connection goes on. */
    private boolean flush() {
        try {
            boolean tried = writable;
            if (inbox.isEmpty() || tried && home.loop.writer.write(channel, inbox)) {
                if (deadline != Long.MAX_VALUE) {
                    lastMoved = now();
                    deadline = Long.MAX_VALUE;
                }
                interest(SelectionKey.OP_WRITE, false);
                return !inbox.ended() || !finishOutput();
            }
            return !stalled(tried && home.loop.writer.madeProgress());
        } catch (ShortFile cut) {
            cutShort(cut);
            return false;
        } catch (IOException broken) {
            lost(broken);
            return false;
        }
    }

    /**
     * A file has less than was promised of it. The client gets what there is, and sees by the framing that it is not all;
     * where it could not see that, the connection is reset.
     */
    private void cutShort(ShortFile cut) {
        LOG.log(System.Logger.Level.WARNING, "A response of {0} broke off: {1}", serverName(), cut.getMessage());
        cause = CloseCause.FAILED; // even if we were about to close after this answer
        outbox.shutdown(new Shutdown("the response broke off", cut));
        inbox.discardAll();
        if (cut.mustReset()) {
            close(true);
            return;
        }
        try {
            finishOutput();
        } catch (IOException broken) {
            lost(broken);
        }
    }

    /**
     * The socket takes no more for now, or others are to have their turn; answers whether it took nothing for too long.
     */
    private boolean stalled(boolean progress) {
        writable = false;
        interest(SelectionKey.OP_WRITE, true);
        if (progress) {
            lastMoved = now();
        }
        if (progress || deadline == Long.MAX_VALUE) {
            deadline = now() + home.limits().writeStall().toNanos();
            stepAt(deadline);
        } else if (now() >= deadline) {
            cause = CloseCause.TIMEOUT; // even if we were about to close after this answer
            outbox.shutdown(new Shutdown(
                    "the client accepted nothing for " + home.limits().writeStall()));
            close(true);
            return true;
        } else {
            stepAt(deadline);
        }
        return false;
    }

    private void resumeReading() {
        if ((interest & SelectionKey.OP_READ) != 0 || inputEnded) {
            return;
        }
        if (outbox.hasRoom()) {
            interest(SelectionKey.OP_READ, true);
        } else if (now() - probeAt >= 0) {
            probe();
        }
    }

    /**
     * Nobody has had room for what the client sends for a while: looks whether it is still there. Without an interest the
     * selector would not tell that the connection broke; it tells so of OP_CONNECT, which a connection that is well is
     * never ready for. The interest lasts for one selection, since it makes that return at once.
     */
    private void probe() {
        watchForReset();
        interest(SelectionKey.OP_CONNECT, true);
        home.loop.execute(() -> interest(SelectionKey.OP_CONNECT, false));
    }

    private void watchForReset() {
        probeAt = now() + PROBE_NANOS;
        stepAt(Math.min(deadline, probeAt));
    }

    /** All is written and no more will be; answers true, since there is nothing left to do but close. */
    private boolean finishOutput() throws IOException {
        closingBecause(CloseCause.COMPLETE);
        parked = false;
        if (inputEnded || noMoreExpected) {
            close(false);
            return true;
        }
        channel.shutdownOutput();
        outbox.shutdown(new Shutdown("our side of the connection has been closed"));
        outbox.unlink();
        lingering = 0;
        deadline = now() + patience();
        stepAt(deadline);
        interest(SelectionKey.OP_READ, true);
        return true;
    }

    /** How long the client may take to close its side; a server that stops does not wait for those who hold theirs open. */
    private long patience() {
        long linger = home.limits().linger().toNanos();
        return home.isDraining() ? linger / LINGER_PART_OF_STOP : linger;
    }

    private void discardInput() {
        IoBuffer buffer = home.loop.readBuffers().acquire();
        try {
            int count = channel.read(buffer.bytes());
            lingering += Math.max(count, 0);
            if (count < 0 || lingering > LINGER_BYTES) {
                close(false);
            }
        } catch (IOException broken) {
            close(false);
        } finally {
            buffer.release();
        }
    }

    private void interest(int operation, boolean on) {
        int wanted = on ? interest | operation : interest & ~operation;
        if (wanted != interest && key != null && key.isValid()) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }

    @Override
    void abort(CloseCause why) {
        closingBecause(why);
        close(true);
    }

    private void close(boolean reset) {
        outbox.shutdown(new Shutdown("the connection was closed"));
        if (reset) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException gone) {
                // then there is nothing left to reset
            }
        }
        stop();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        idlesNoMore();
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is gone in any case
        }
        leave();
    }
}
