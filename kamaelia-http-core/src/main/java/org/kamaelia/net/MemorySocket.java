package org.kamaelia.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Shutdown;

/**
 * The server's end of a connection in memory, where a {@link ConnectedSocket} has a socket: what comes to its inbox goes to
 * the client, what the client writes goes to its outbox. It is neither parked nor encrypted, and comes through no proxy.
 */
final class MemorySocket extends Connection {
    /** Bytes of a region of a file that are given to the client at once. */
    private static final int FILE_PIECE = 8 * 1024;

    private final MemoryConnection client;
    private final ByteAccount account = new ByteAccount(); // of no budget: only tests are here
    private boolean whole;

    MemorySocket(MemoryConnection client, ServerLoop home) {
        super(home);
        this.client = client;
    }

    @Override
    void open() {
        home.loop.activate(this, home.boxes);
        speakOver(this);
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
        leave();
    }

    @Override
    public ByteAccount account() {
        return account;
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
    public void expectNoMore() {}
}
