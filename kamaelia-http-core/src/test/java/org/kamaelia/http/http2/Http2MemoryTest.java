package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

@DisplayName("The memory of a connection of HTTP/2")
class Http2MemoryTest {
    private static final int KIB = 1024;

    /** Sends data without an end. */
    private static final class Endless extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("application/octet-stream"));
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                outbox.send(ResponsePart.of(new byte[8 * KIB]));
            }
        }
    }

    /** Reads nothing of the body. */
    private static final class Unread extends Handler {
        @Override
        protected void step() {}
    }

    private static TestServer serve() {
        HandlerFactory routes =
                ResourceGlue.of().at("/endless", request -> new Endless()).at("/unread", request -> new Unread());
        return TestServer.with(routes)
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
    }

    @Test
    @DisplayName("holds no more of 100 responses than each may buffer, while the client opens no window")
    void stalledDownloads() {
        try (TestServer server = serve()) {
            try (Http2Client client = Http2Client.connect(server.port(), 4, 0)) {
                for (int i = 0; i < 100; i++) {
                    client.get(2 * i + 1, "/endless");
                    client.fields(client.next(Http2Client.HEADERS));
                }
                client.frame(Http2Client.PING, 0, 0, new byte[8]).next(Http2Client.PING);
                assertThat(server.heldBytes()).isBetween(1L, 100L * 80 * KIB);
            }
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("holds no more of all request bodies than the window of the connection, while no handler reads")
    void unreadUploads() {
        try (TestServer server = serve()) {
            try (Http2Client client = Http2Client.connect(server.port())) {
                for (int stream = 1; stream < 17; stream += 2) {
                    client.post(stream, "/unread");
                    for (int sent = 0; sent < 128 * KIB; sent += 16 * KIB) {
                        client.frame(Http2Client.DATA, 0, stream, new byte[16 * KIB]);
                    }
                }
                client.frame(Http2Client.PING, 0, 0, new byte[8]).next(Http2Client.PING);
                assertThat(server.heldBytes()).isBetween(512L * KIB, 2_048L * KIB);
                client.post(17, "/unread").frame(Http2Client.DATA, 0, 17, new byte[1]);
                assertThat(client.end().code()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
            }
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("holds two buffers for reading at most for a body that comes octet by octet and is not read")
    void octetByOctet() {
        try (TestServer server = serve()) {
            try (Http2Client client = Http2Client.connect(server.port())) {
                client.post(1, "/unread");
                for (int i = 0; i < 200; i++) {
                    client.frame(Http2Client.DATA, 0, 1, new byte[1]);
                    client.frame(Http2Client.PING, 0, 0, new byte[8]).next(Http2Client.PING);
                }
                assertThat(server.heldBytes()).isBetween(200L, 256L * KIB);
            }
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }
}
