package org.kamaelia.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/**
 * A protocol for tests. It sends every octet back, within the bounds of its connection, and counts the octets that the
 * client has taken. When the server stops, it sends {@code bye} and closes.
 */
public final class LineEcho extends Component implements Protocol, Transport.Taken {
    /** The name by which ALPN and Upgrade know it. */
    public static final String NAME = "line-echo";

    private static final int LIMIT = 48 * 1024;
    private static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("LineEcho", "inbox", "octets to be sent back", 1, IoBuffer::remaining);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private ByteBound outgoing = new ByteBound(LIMIT); // that of the connection, once it is connected
    private final AtomicLong taken = new AtomicLong();
    private boolean draining;

    /** The octets that the client has taken since the connection opened. */
    public long taken() {
        return taken.get();
    }

    @Override
    public void connected(Transport transport) {
        Bounds bounds = transport.bounds(LIMIT);
        inbox.boundBy(bounds.incoming(), true);
        transport.outbox().linkTo(inbox);
        outbox.linkTo(transport.inbox());
        outgoing = bounds.outgoing();
        transport.onTaken(this);
        transport.loop().activate(this, Objects.requireNonNull(transport.group()));
    }

    @Override
    public void taken(long total) {
        taken.set(total);
    }

    @Override
    public void ended(CloseCause cause, long total) {
        taken.set(total);
    }

    @Override
    public void drain() {
        draining = true;
        again();
    }

    @Override
    protected void step() {
        while (!inbox.isEmpty() && outbox.hasRoom() && outgoing.hasRoom(outbox)) {
            IoBuffer buffer = Objects.requireNonNull(inbox.poll());
            ByteBuffer copy =
                    ByteBuffer.allocate(buffer.remaining()).put(buffer.bytes()).flip();
            buffer.release();
            outbox.send(IoBuffer.wrap(copy));
        }
        if (inbox.shutdown() != null) {
            stop();
        } else if (inbox.isEmpty() && (draining || inbox.ended()) && outbox.hasRoom()) {
            if (draining) {
                outbox.send(IoBuffer.wrap(ByteBuffer.wrap("bye\n".getBytes(StandardCharsets.US_ASCII))));
            }
            outbox.finish();
            stop();
        }
    }
}
