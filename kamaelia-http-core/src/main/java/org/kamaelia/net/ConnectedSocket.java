package org.kamaelia.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
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
 * <p>It steps last in a turn, so that everything the turn produced leaves in one system call. Read interest is on exactly
 * while the outbox has room. An idle connection holds no buffer.
 */
public final class ConnectedSocket extends Component implements EventLoop.Ready {
    /** What is to be written: up to 64 buffers, which one system call gathers. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("ConnectedSocket", "inbox", "bytes to be written", 64, IoBuffer::remaining);

    private static final int LINGER_BYTES = 256 * 1024;

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final SocketChannel channel;
    private final ServerLoop home;
    private @Nullable SelectionKey key;
    private @Nullable Protocol protocol;
    private @Nullable CloseCause cause;
    private int interest = SelectionKey.OP_READ;
    private boolean inputEnded;
    private boolean noMoreExpected;
    private boolean writable = true;
    private int lingering = -1;
    private long deadline = Long.MAX_VALUE;

    /** Links of the list of connections; touched by {@link ServerLoop} alone. */
    @Nullable
    ConnectedSocket next;

    @Nullable
    ConnectedSocket previous;

    ConnectedSocket(SocketChannel channel, ServerLoop home) {
        this.channel = channel;
        this.home = home;
    }

    /** Registers with the loop and hands itself to the protocol. */
    void open(Protocol speaks) throws IOException {
        protocol = speaks;
        key = home.loop.register(channel, SelectionKey.OP_READ, this);
        home.loop.activate(this, home.boxes);
        speaks.connected(this);
    }

    /** Bytes to be written; {@code ProducerFinished} closes after them, {@code Shutdown} resets the connection. */
    public Inbox<IoBuffer> inbox() {
        return inbox;
    }

    /** Bytes that were read, in buffers that the receiver releases. */
    public Outbox<IoBuffer> outbox() {
        return outbox;
    }

    /** The loop that steps this connection. */
    public EventLoop loop() {
        return home.loop;
    }

    /** The name of the server that accepted it. */
    public String serverName() {
        return home.serverName();
    }

    /** The address of the client; null once the connection is closed. */
    public @Nullable SocketAddress remoteAddress() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    /** The address on which it was accepted; null once the connection is closed. */
    public @Nullable SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    /** Says why the connection is about to be closed, for the statistics; the first to say so is right. */
    public void closingBecause(CloseCause why) {
        if (cause == null) {
            cause = why;
        }
    }

    /** Why the connection is being closed; null while nobody has said. */
    public @Nullable CloseCause closeCause() {
        return cause;
    }

    /**
     * Says that the client has sent all it will send, so that closing need not wait for it. Without this, the sending
     * side is closed first and what still arrives is read and discarded for a while: data that meets a closed socket
     * makes the kernel answer with a reset, which can destroy our last answer before the client has read it.
     */
    public void expectNoMore() {
        noMoreExpected = true;
    }

    Protocol protocol() {
        return java.util.Objects.requireNonNull(protocol);
    }

    @Override
    protected boolean stepsLast() {
        return true;
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
    }

    private void read() {
        if (!outbox.hasRoom()) {
            interest(SelectionKey.OP_READ, false); // stepped again when there is room
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
            outbox.send(buffer);
            return;
        }
        buffer.release();
        if (count < 0) {
            inputEnded();
        }
    }

    private void inputEnded() {
        inputEnded = true;
        interest(SelectionKey.OP_READ, false);
        outbox.finish();
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
        } else if (flush()) {
            resumeReading();
        }
    }

    /** Writes what there is; answers whether the connection goes on. */
    private boolean flush() {
        try {
            int before = inbox.bytes();
            if (inbox.isEmpty() || writable && home.loop.writer.write(channel, inbox)) {
                deadline = Long.MAX_VALUE;
                interest(SelectionKey.OP_WRITE, false);
                return !inbox.ended() || !finishOutput();
            }
            return !stalled(inbox.bytes() < before);
        } catch (IOException broken) {
            lost(broken);
            return false;
        }
    }

    /** The socket takes no more for now; answers whether it has been so for too long. */
    private boolean stalled(boolean progress) {
        writable = false;
        interest(SelectionKey.OP_WRITE, true);
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
        if ((interest & SelectionKey.OP_READ) == 0 && !inputEnded && outbox.hasRoom()) {
            interest(SelectionKey.OP_READ, true);
        }
    }

    /** All is written and no more will be; answers true, since there is nothing left to do but close. */
    private boolean finishOutput() throws IOException {
        closingBecause(CloseCause.COMPLETE);
        if (inputEnded || noMoreExpected) {
            close(false);
            return true;
        }
        channel.shutdownOutput();
        outbox.shutdown(new Shutdown("our side of the connection has been closed"));
        outbox.unlink();
        lingering = 0;
        deadline = now() + home.limits().linger().toNanos();
        stepAt(deadline);
        interest(SelectionKey.OP_READ, true);
        return true;
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

    /** Closes at once whatever is under way; on the loop. */
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
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is gone in any case
        }
        home.closed(this, cause == null ? CloseCause.FAILED : cause);
    }
}
