package org.kamaelia.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;

/**
 * A connection in the list of its {@link ServerLoop}, with what every end of one has: the boxes, the protocol that is
 * spoken, and why it is closed. It steps last in a turn, so that everything the turn produced leaves at once.
 */
abstract class Connection extends Component implements Transport {
    final ServerLoop home;
    final Inbox<IoBuffer> inbox = new Inbox<>(this, ConnectedSocket.INBOX);
    final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");

    /** What is spoken; null before, and while the connection is parked. */
    @Nullable
    Protocol protocol;

    /** Why it is being closed, if anybody has said. */
    @Nullable
    CloseCause cause;

    /** Links of the list of connections; touched by {@link ServerLoop} alone. */
    @Nullable
    Connection next;

    @Nullable
    Connection previous;

    Connection(ServerLoop home) {
        this.home = home;
    }

    /** The boxes between a socket and the protocol. */
    static List<BoxSpec<?>> boxes(boolean proxied, boolean secured) {
        List<BoxSpec<?>> all = new ArrayList<>();
        all.add(ConnectedSocket.INBOX);
        if (proxied) {
            all.add(ProxyProtocol.INBOX);
        }
        if (secured) {
            all.add(Tls.INBOX);
            all.add(Tls.PLAIN);
        }
        return List.copyOf(all);
    }

    /** Activates itself and hands itself to a protocol. */
    abstract void open() throws IOException;

    /** The server stops: finish what is under way, and then close. */
    abstract void drain() throws IOException;

    /** Closes at once whatever is under way; on the loop. */
    abstract void abort(CloseCause why);

    /** Links what the server speaks to this connection, or to what lies over it. */
    final void speakOver(Transport transport) {
        Protocol speaks = home.newProtocol();
        protocol = speaks;
        speaks.connected(transport);
        if (home.isDraining()) {
            speaks.drain();
        }
    }

    /** Leaves the list of its loop; the last thing that it does. */
    final void leave() {
        home.closed(this, cause == null ? CloseCause.FAILED : cause);
    }

    @Override
    protected final boolean stepsLast() {
        return true;
    }

    @Override
    public final Inbox<IoBuffer> inbox() {
        return inbox;
    }

    @Override
    public final Outbox<IoBuffer> outbox() {
        return outbox;
    }

    @Override
    public final void boundBy(ByteBound outgoing) {
        inbox.boundBy(outgoing, false);
    }

    @Override
    public final EventLoop loop() {
        return home.loop;
    }

    @Override
    public final String serverName() {
        return home.serverName();
    }

    @Override
    public final void closingBecause(CloseCause why) {
        if (cause == null) {
            cause = why;
        }
    }

    @Override
    public final @Nullable CloseCause closeCause() {
        return cause;
    }
}
