package org.kamaelia.net.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Supplier;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.LoopLocal;
import org.kamaelia.net.loop.ShortFile;
import org.kamaelia.net.transport.CloseCause;

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
public final class ConnectedSocket extends ChannelConnection {
    private static final System.Logger LOG = BackgroundLog.of(ConnectedSocket.class);
    private static final LoopLocal<SocketWriter> WRITERS = LoopLocal.of(loop -> new SocketWriter());
    private static final long PROBE_NANOS = 1_000_000_000;
    private static final int LINGER_BYTES = 256 * 1024;

    /** A client whose socket takes no more is asked again after so long, and after this part of the patience with it. */
    private static final long RETRY_NANOS = 2_000_000_000;

    private static final int RETRIES = 8;

    /** A connection without a buffer to read into is read again after so long, in nanoseconds. */
    private static final long STARVED_NANOS = 100_000_000;

    private boolean parked;
    private long retryAt = Long.MAX_VALUE;
    private long probeAt;
    private boolean noMoreExpected;
    private boolean writable = true;
    private int lingering = -1;
    private long deadline = Long.MAX_VALUE;

    /** A connection that was accepted by a server. */
    public ConnectedSocket(SocketChannel channel, Host host) {
        super(channel, host);
    }

    @Override
    public boolean park(long idleNanos) {
        Supplier<? extends User> resume = maker();
        return resume != null && park(idleNanos, resume);
    }

    @Override
    public boolean park(long idleNanos, Supplier<? extends User> resume) {
        if (!isOpen() || inputEnded() || !inbox().isEmpty()) {
            return false;
        }
        forgetUser(resume);
        inbox().unbound();
        forgetAccount();
        parked = true;
        idles();
        deadline = now() + idleNanos;
        stepAt(deadline);
        interest(SelectionKey.OP_READ, true);
        return true;
    }

    @Override
    protected boolean isOpen() {
        return super.isOpen() && lingering < 0;
    }

    private void unpark() {
        parked = false;
        deadline = Long.MAX_VALUE;
        cancelTimer();
        resumeUser();
    }

    /** Closes without a word: what the client sends now meets a closed port. */
    @Override
    public boolean evict() {
        if (isOpen()) {
            read(); // a turn may have taken so long that a request waits
        }
        if (isIdle()) {
            closingBecause(CloseCause.EVICTED);
            close(false);
        }
        return !isLive();
    }

    @Override
    public void drain() {
        if (lingering >= 0) {
            deadline = Math.min(deadline, now() + lingerNanos());
            stepAt(deadline);
        } else if (parked) {
            closingBecause(CloseCause.STOPPED);
            close(false);
        } else {
            drainUser();
        }
    }

    @Override
    public void expectNoMore() {
        noMoreExpected = true;
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0 && isLive() && lingering >= 0) {
            discardInput();
        } else if ((operations & SelectionKey.OP_READ) != 0 && isLive()) {
            read();
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
        if (!parked && !hasRoomForInput()) {
            interest(SelectionKey.OP_READ, false); // stepped again when there is room
            watchForReset();
            return;
        }
        IoBuffer buffer = bufferOrNull();
        if (buffer == null) {
            rest();
            return;
        }
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
            moved(count);
            idlesNoMore();
            received(buffer);
            return;
        }
        buffer.release();
        if (count < 0) {
            ended();
        }
    }

    /** There was no buffer to read into: reads again in a while. */
    private void rest() {
        if (isLive()) {
            interest(SelectionKey.OP_READ, false);
            probeAt = now() + STARVED_NANOS;
            stepAt(Math.min(deadline, probeAt));
        }
    }

    private void received(IoBuffer buffer) {
        try {
            if (parked) {
                unpark();
            }
            outbox().send(buffer);
        } catch (RuntimeException | Error failure) {
            buffer.release();
            host().failed(failure);
            abort(CloseCause.FAILED);
        }
    }

    private void ended() {
        interest(SelectionKey.OP_READ, false);
        if (parked) {
            closingBecause(CloseCause.CLIENT);
            close(false);
        } else {
            endInput();
        }
    }

    private void lost(IOException broken) {
        if (!inbox().isEmpty()) {
            closesBecause(CloseCause.RESET); // even if we were about to close after this answer
        }
        closingBecause(CloseCause.RESET);
        outbox().shutdown(new Shutdown("the connection broke", broken));
        close(false);
    }

    @Override
    protected void step() {
        Shutdown shutdown = inbox().shutdown();
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
        if (now() < deadline) {
            interest(SelectionKey.OP_READ, true); // also after it had no buffer to read into
            stepAt(deadline);
        } else {
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
        long before = taken();
        try {
            if (inbox().isEmpty() || (writable || now() >= retryAt) && write()) {
                deadline = Long.MAX_VALUE;
                retryAt = Long.MAX_VALUE;
                writable = true;
                interest(SelectionKey.OP_WRITE, false);
                return !inbox().ended() || !finishOutput();
            }
            return !stalled(taken() > before);
        } catch (ShortFile cut) {
            cutShort(cut);
            return false;
        } catch (IOException broken) {
            lost(broken);
            return false;
        }
    }

    private boolean write() throws IOException {
        SocketWriter writer = WRITERS.get(loop());
        try {
            return writer.write(channel, inbox());
        } finally {
            if (writer.taken() > 0) {
                moved(writer.taken());
                took(writer.taken());
            }
        }
    }

    /**
     * A file has less than was promised of it. The client gets what there is, and sees by the framing that it is not all;
     * where it could not see that, the connection is reset.
     */
    private void cutShort(ShortFile cut) {
        LOG.log(System.Logger.Level.WARNING, "A response of {0} broke off: {1}", serverName(), cut.getMessage());
        closesBecause(CloseCause.FAILED); // even if we were about to close after this answer
        outbox().shutdown(new Shutdown("the response broke off", cut));
        inbox().discardAll();
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
     * The kernel calls a socket writable only when a good part of what it holds has gone, which may be megabytes. But it
     * takes bytes as soon as the client has acknowledged some. So it is asked by writing, now and then, and how much it holds
     * shows whether the client reads.
     */
    private boolean stalled(boolean progress) {
        long patience = host().writeStallNanos();
        writable = false;
        interest(SelectionKey.OP_WRITE, true);
        if (progress || deadline == Long.MAX_VALUE || now() >= retryAt && clientReads()) {
            deadline = now() + patience;
        } else if (now() >= deadline) {
            closesBecause(CloseCause.TIMEOUT); // even if we were about to close after this answer
            outbox().shutdown(new Shutdown("the client accepted nothing for " + Duration.ofNanos(patience)));
            close(true);
            return true;
        }
        if (retryAt == Long.MAX_VALUE || now() >= retryAt) {
            retryAt = now() + Math.min(RETRY_NANOS, patience / RETRIES);
        }
        stepAt(Math.min(retryAt, deadline));
        return false;
    }

    private void resumeReading() {
        deliver();
        if (isInterestedIn(SelectionKey.OP_READ) || inputEnded()) {
            return;
        }
        if (hasRoomForInput()) {
            interest(SelectionKey.OP_READ, true);
        } else if (now() - probeAt >= 0) {
            probe();
        }
    }

    /**
     * Nobody has had room for what the client sends: looks whether it is still there. Without an interest the selector
     * tells nothing of a broken connection. With OP_CONNECT it does, and a connection that is well is never ready for that.
     * The interest lasts for one selection, since it makes that return at once.
     */
    private void probe() {
        watchForReset();
        interest(SelectionKey.OP_CONNECT, true);
        loop().execute(() -> interest(SelectionKey.OP_CONNECT, false));
    }

    private void watchForReset() {
        probeAt = now() + PROBE_NANOS;
        stepAt(Math.min(Math.min(deadline, retryAt), probeAt));
    }

    /** All is written and no more will be; answers true, since there is nothing left to do but close. */
    private boolean finishOutput() throws IOException {
        closingBecause(CloseCause.COMPLETE);
        parked = false;
        if (inputEnded() || noMoreExpected) {
            close(false);
            return true;
        }
        channel.shutdownOutput();
        outbox().shutdown(new Shutdown("our side of the connection has been closed"));
        outbox().unlink();
        lingering = 0;
        deadline = now() + lingerNanos();
        stepAt(deadline);
        interest(SelectionKey.OP_READ, true);
        return true;
    }

    private void discardInput() {
        IoBuffer buffer = bufferOrNull();
        if (buffer == null) {
            close(false);
            return;
        }
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

    @Override
    public void abort(CloseCause why) {
        closingBecause(why);
        close(true);
    }

    private void close(boolean reset) {
        outbox().shutdown(new Shutdown("the connection was closed"));
        if (reset) {
            resetOnClose();
        }
        stop();
    }
}
