package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.filter.PathFilter;
import org.kamaelia.http.route.HostileTargets;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

@DisplayName("No hostile :path of HTTP/2 goes around a guard")
class GuardAttackTest {
    private static final int STREAMS_OF_A_CONNECTION = 200;

    private final AtomicInteger reached = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    @DisplayName("spellings of the path, sent as :path")
    void spellings() {
        HandlerFactory secret = HandlerFactory.oneShot(request -> {
            reached.incrementAndGet();
            return Response.text("secret");
        });
        HttpFilter guard = HttpFilter.check(request -> {
            refused.incrementAndGet();
            return Response.text("guarded").status(403);
        });
        HandlerFactory routes = ResourceGlue.of()
                .at("/guarded/", secret)
                .at("/mounted/guarded/{name}", secret)
                .at("/", HandlerFactory.oneShot(request -> Response.text("open")));
        try (TestServer server = TestServer.with(routes)
                .setup(setup -> setup.filter(PathFilter.of(guard, "/guarded/", "/mounted/guarded/"))
                        .http2(setup.http2().clearText(true)))
                .start()) {
            List<String> targets = HostileTargets.all();
            for (int from = 0; from < targets.size(); ) {
                from = ask(server.port(), targets, from);
            }
            assertThat(reached).hasValue(0);
            assertThat(refused).hasValueGreaterThan(1_000);
        }
    }

    /** Asks on one connection until the server has closed it. Returns the index of the next target. */
    private static int ask(int port, List<String> targets, int from) {
        try (Http2Client client = Http2Client.connect(port)) {
            int next = from;
            for (int i = 0; i < STREAMS_OF_A_CONNECTION && next < targets.size(); i++) {
                int stream = 2 * i + 1;
                client.get(stream, targets.get(next++));
                if (!ends(client, stream)) {
                    return next;
                }
            }
            return next;
        }
    }

    /** Reads to the end of a stream. Returns whether the connection goes on. */
    private static boolean ends(Http2Client client, int stream) {
        try {
            while (true) {
                Http2Client.Received frame = client.any();
                if (frame.type() == Http2Client.GOAWAY) {
                    return false;
                }
                if (frame.stream() == stream && (frame.type() == Http2Client.RST_STREAM || frame.endsStream())) {
                    return true;
                }
            }
        } catch (UncheckedIOException closed) {
            return false;
        }
    }
}
