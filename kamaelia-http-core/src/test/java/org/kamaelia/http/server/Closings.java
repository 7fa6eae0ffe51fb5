package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kamaelia.http.CloseReason;
import org.kamaelia.testing.TestServer;

/** What handlers were told of how they ended. Thread-safe. */
class Closings {
    private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

    void add(CloseReason reason) {
        reasons.add(reason);
    }

    /** Waits until these are told, in this order; the last one may still be followed by another. */
    void await(CloseReason... expected) {
        eventually(() -> assertThat(reasons).containsExactly(expected));
    }

    /** Waits until these are told, ends the server, and expects that nothing was told twice. */
    void assertOnly(TestServer server, CloseReason... expected) {
        await(expected);
        server.close();
        assertThat(reasons).containsExactly(expected);
    }
}
