package org.kamaelia.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kamaelia.axon.BackgroundLog;

/**
 * Frees memory of one event loop once the {@linkplain ByteBudget budget} of all of them is spent: resets the connections
 * that hold some and have been slowest, which is those that have neither sent nor taken a byte for longest.
 *
 * <p>How much a reset frees is known only after the components of that connection have stepped, so it is estimated, and
 * looked at again a little later.
 */
final class Shedder {
    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final long PAUSE_NANOS = 10_000_000;

    private final EventLoop loop;
    private final ByteBudget budget;
    private final List<ServerLoop> servers = new CopyOnWriteArrayList<>();
    private long nextLook;

    Shedder(EventLoop loop, ByteBudget budget) {
        this.loop = loop;
        this.budget = budget;
        this.nextLook = loop.now();
    }

    /** Looks at the connections of this server, too. Call it from any thread. */
    void add(ServerLoop server) {
        servers.add(server);
    }

    /** Forgets a server that has stopped. Call it from any thread. */
    void remove(ServerLoop server) {
        servers.remove(server);
    }

    /** The loop holds more than its share: sheds connections if the whole budget is spent; on the loop. */
    void look() {
        if (loop.now() - nextLook < 0) {
            return;
        }
        nextLook = loop.now() + PAUSE_NANOS;
        long excess = budget.excess();
        if (excess > 0) {
            shed(excess);
        }
    }

    private void shed(long excess) {
        List<ConnectedSocket> holding = new ArrayList<>();
        servers.forEach(server -> server.addHolding(holding));
        holding.sort(Comparator.comparingLong(ConnectedSocket::lastMoved));
        long left = excess;
        int count = 0;
        while (left > 0 && count < holding.size()) {
            ConnectedSocket slowest = holding.get(count++);
            left -= slowest.held() + EventLoop.READ_BUFFER; // boxes, and most probably a buffer that was lent
            slowest.abort(CloseCause.SHED);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "Connections hold more than the {0} bytes that they may together: {1} reset the {2} slowest of {3}",
                budget.limit(),
                loop,
                count,
                holding.size());
    }
}
