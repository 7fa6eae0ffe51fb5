package org.kamaelia.net.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;

/**
 * The server's end of a connection in memory: what comes to its inbox goes to the client, what the client writes goes to
 * its outbox. It is never parked, comes through no proxy, and has no addresses.
 */
public final class MemorySocket extends Connection {
    /** Bytes of a region of a file that are given to the client at once. */
    private static final int FILE_PIECE = 8 * 1024;

    private final MemoryConnection client;
    private final ByteAccount account = new ByteAccount(); // of no budget: only tests are here
    private boolean whole;

    /**
     * The other end of a client's connection.
     *
     * @param host the server that the client is connected to
     */
    public MemorySocket(MemoryConnection client, Host host) {
        super(host);
        this.client = client;
    }

    @Override
    public void open() {
        loop().activate(this, host().boxes());
        client.onProgress(this::wake);
        again();
    }

    @Override
    public void drain() {
        drainUser();
    }

    @Override
    public void abort(CloseCause why) {
        closingBecause(why);
        outbox().shutdown(new Shutdown("the connection was closed"));
        if (isLive()) {
            stop();
        } else if (!hasClosed()) {
            stopped(null);
        }
    }

    @Override
    public boolean evict() {
        abort(CloseCause.EVICTED);
        return true;
    }

    /** Nothing: it takes no place that another could need. */
    @Override
    public void idles() {}

    @Override
    protected void step() throws IOException {
        if (inbox().shutdown() != null) {
            abort(CloseCause.FAILED);
        } else if (client.isClosed()) {
            abort(CloseCause.RESET);
        } else {
            receive();
            if (send() && inbox().ended()) {
                closingBecause(CloseCause.COMPLETE);
                whole = true;
                outbox().shutdown(new Shutdown("our side of the connection has been closed"));
                stop();
            }
        }
    }

    private void receive() {
        deliver();
        while (!inputEnded() && hasRoomForInput()) {
            byte[] octets = client.sent();
            if (octets == null) {
                return;
            }
            if (octets.length == 0) {
                endInput();
            } else {
                IoBuffer buffer = loop().readBuffers().acquire(); // as on a socket, so that tests see lent memory
                buffer.bytes().put(octets).flip();
                outbox().send(buffer);
            }
        }
    }

    /** Gives the client what it has room for; answers whether that was all. */
    private boolean send() throws IOException {
        for (IoBuffer first; (first = inbox().peek()) != null; ) {
            if (!client.hasRoom()) {
                return false;
            }
            ByteBuffer piece = first.isFile()
                    ? ByteBuffer.allocate((int) Math.min(first.fileRemaining(), FILE_PIECE))
                    : ByteBuffer.allocate(first.remaining()).put(first.bytes());
            if (first.isFile() && piece.hasRemaining()) {
                first.read(piece);
            }
            int given = piece.flip().remaining();
            client.receive(piece);
            took(given);
            if (first.fileRemaining() == 0) {
                inbox().poll();
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
    public long held() {
        return 0;
    }

    @Override
    public long stalledNanos() {
        return 0;
    }

    @Override
    public long lastMoved() {
        return loop().now();
    }

    @Override
    public void expectNoMore() {}
}
