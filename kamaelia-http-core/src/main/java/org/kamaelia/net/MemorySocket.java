package org.kamaelia.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;

/**
 * The server's end of a connection in memory, where a {@link ConnectedSocket} has a socket: what comes to its inbox goes to
 * the client, what the client writes goes to its outbox. It is neither parked nor encrypted, and comes through no proxy.
 */
final class MemorySocket extends Connection implements Transport {
    /** Bytes of a region of a file that are given to the client at once. */
    private static final int FILE_PIECE = 8 * 1024;

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, ConnectedSocket.INBOX);
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final MemoryConnection client;
    private final ServerLoop home;
    private @Nullable Protocol protocol;
    private @Nullable CloseCause cause;
    private final ByteAccount account = new ByteAccount(); // of no budget: only tests are here
    private boolean whole;

    MemorySocket(MemoryConnection client, ServerLoop home) {
        this.client = client;
        this.home = home;
    }

    @Override
    void open() {
        home.loop.activate(this, home.boxes);
        Protocol speaks = home.newProtocol();
        protocol = speaks;
        speaks.connected(this);
        if (home.isDraining()) {
            speaks.drain();
        }
        client.onProgress(this::wake);
        again();
    }

    @Override
    void drain() {
        if (protocol != null) {
            protocol.drain();
        }
    }

    @Override
    void abort(CloseCause why) {
        closingBecause(why);
        outbox.shutdown(new Shutdown("the connection was closed"));
        if (isLive()) {
            stop();
        } else {
            stopped(null);
        }
    }

    @Override
    protected boolean stepsLast() {
        return true;
    }

    @Override
    protected void step() throws IOException {
        if (inbox.shutdown() != null) {
            abort(CloseCause.FAILED);
        } else if (client.isClosed()) {
            abort(CloseCause.RESET);
        } else {
            receive();
            if (send() && inbox.ended()) {
                closingBecause(CloseCause.COMPLETE);
                whole = true;
                outbox.shutdown(new Shutdown("our side of the connection has been closed"));
                stop();
            }
        }
    }

    private void receive() {
        while (!outbox.isFinished() && outbox.hasRoom()) {
            byte[] octets = client.sent();
            if (octets == null) {
                return;
            }
            if (octets.length == 0) {
                outbox.finish();
            } else {
                outbox.send(IoBuffer.wrap(ByteBuffer.wrap(octets)));
            }
        }
    }

    /** Gives the client what it has room for; answers whether that was all. */
    private boolean send() throws IOException {
        for (IoBuffer first; (first = inbox.peek()) != null; ) {
            if (!client.hasRoom()) {
                return false;
            }
            ByteBuffer piece = first.isFile()
                    ? ByteBuffer.allocate((int) Math.min(first.fileRemaining(), FILE_PIECE))
                    : ByteBuffer.allocate(first.remaining()).put(first.bytes());
            if (first.isFile() && piece.hasRemaining()) {
                first.read(piece);
            }
            client.receive(piece.flip());
            if (first.fileRemaining() == 0) {
                inbox.poll();
                first.release();
            }
        }
        return true;
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        client.serverClosed(whole);
        home.closed(this, cause == null ? CloseCause.FAILED : cause);
    }

    @Override
    public Inbox<IoBuffer> inbox() {
        return inbox;
    }

    @Override
    public Outbox<IoBuffer> outbox() {
        return outbox;
    }

    @Override
    public void boundBy(ByteBound outgoing) {
        inbox.boundBy(outgoing, false);
    }

    @Override
    public ByteAccount account() {
        return account;
    }

    @Override
    public EventLoop loop() {
        return home.loop;
    }

    @Override
    public String serverName() {
        return home.serverName();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return null;
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public void closingBecause(CloseCause why) {
        if (cause == null) {
            cause = why;
        }
    }

    @Override
    public @Nullable CloseCause closeCause() {
        return cause;
    }

    @Override
    public void expectNoMore() {}
}
