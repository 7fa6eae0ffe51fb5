package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName("The facts of a connection stay known after its client has gone")
class ConnectionFactsTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    /** Notes in closed() where the request came from. */
    private final class Noting extends Handler {
        @Override
        protected void start() {
            told.add("started");
        }

        @Override
        protected void step() {}

        @Override
        protected void closed(CloseReason how) {
            told.add(how + " " + facts(request()));
        }
    }

    private void awaitStart() throws InterruptedException {
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("started");
    }

    private static String facts(Request request) {
        return isLoopback(request.remoteAddress()) + " " + isLoopback(request.localAddress()) + " "
                + (request.tlsSession() != null);
    }

    private static boolean isLoopback(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress().isLoopbackAddress() && inet.getPort() > 0;
    }

    @Test
    @DisplayName("both addresses are known in closed(CLIENT_GONE)")
    void addressesAreKnownWhenTheClientHasGone() throws Exception {
        try (TestServer server = TestServer.serve(request -> new Noting())) {
            RawClient client = server.client().send(get("/"));
            awaitStart();
            client.reset();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("CLIENT_GONE true true false");
        }
    }

    @Test
    @DisplayName("over TLS the session is known, too")
    void sessionIsKnownWhenTheClientHasGone() throws Exception {
        try (TestServer server = TestServer.with(request -> new Noting())
                        .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                        .start();
                TlsClient client = TlsClient.connect(server.port())) {
            client.http().send(get("/"));
            awaitStart();
            client.leave();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("CLIENT_GONE true true true");
        }
    }

    @Test
    @DisplayName("a blocking handler can ask for them after the client has gone")
    void blockingHandlerCanAskLater() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        HandlerFactory blocking = HandlerFactory.blocking((request, in, out) -> {
            begun.countDown();
            gone.await(10, TimeUnit.SECONDS);
            told.add(facts(request));
        });
        try (TestServer server = TestServer.serve(blocking)) {
            RawClient client = server.client().send(get("/"));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            client.reset();
            eventually(() -> assertThat(server.connections()).isZero());
            gone.countDown();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("true true false");
        }
    }

    @Test
    @DisplayName("the access log names the address of a client that has gone")
    void accessLogNamesTheClient() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpStatistics statistics = new HttpStatistics();
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, lines::add);
                TestServer server = TestServer.with(request -> new Noting())
                        .setup(setup -> setup.statistics(statistics))
                        .start()) {
            statistics.observe(log);
            RawClient client = server.client().send(get("/"));
            awaitStart();
            client.reset();
            eventually(() -> assertThat(lines).hasSize(1));
            assertThat(lines.get(0)).startsWith("127.0.0.1 - - [");
        }
    }
}
