package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsEngine;
import org.kamaelia.testing.TlsKeys;

@DisplayName("The TLS handshakes under way are bounded")
@Timeout(60)
class HandshakePlacesTest {
    private static TestServer serve(int handshakes) {
        return TestServer.with(HandlerFactory.oneShot(request -> Response.text("hello")))
                .tls(TlsSetup.of(TlsKeys.SERVER.context()).handshakes(handshakes))
                .timeless()
                .start();
    }

    private static void assertServed(TestServer server) {
        try (TlsClient client = TlsClient.connect(server.port(), TlsKeys.nobody())) {
            assertThat(client.http().send(get("/")).response().text()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("one more than there may be is closed at once, until another has ended")
    void oneMoreIsClosed() {
        byte[] hello = TlsEngine.hello();
        try (TestServer server = serve(1)) {
            RawClient half = server.client().send(Arrays.copyOf(hello, hello.length / 2));
            server.awaitConnections(1);
            server.settle();

            assertThatThrownBy(() ->
                            TlsClient.connect(server.port(), TlsKeys.nobody()).handshake())
                    .isInstanceOf(IOException.class);
            eventually(() -> assertThat(server.closed(CloseCause.HANDSHAKE)).isEqualTo(1));

            half.close();
            server.awaitEmpty();
            assertServed(server);
        }
    }

    @Test
    @DisplayName("connections on which nothing has been sent take no place")
    void silentConnectionsTakeNoPlace() {
        try (TestServer server = serve(1)) {
            for (int i = 0; i < 5; i++) {
                server.client();
            }
            server.awaitConnections(5);
            assertServed(server);
        }
    }
}
