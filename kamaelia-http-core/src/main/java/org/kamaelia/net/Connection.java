package org.kamaelia.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;

/** A connection in the list of its {@link ServerLoop}. */
abstract class Connection extends Component {
    /** Links of the list of connections; touched by {@link ServerLoop} alone. */
    @Nullable
    Connection next;

    @Nullable
    Connection previous;

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
}
