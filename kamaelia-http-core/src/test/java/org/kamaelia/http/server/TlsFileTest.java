package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName("Regions of files over TLS are read in pieces of a record")
@ExtendWith(ExpectedFailures.class)
class TlsFileTest {
    private static final int SIZE = 3_000_007;
    private static final TlsSetup TLS = TlsSetup.of(TlsKeys.SERVER.context());

    @TempDir
    Path directory;

    private final byte[] content = new byte[SIZE];
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        new Random(7).nextBytes(content);
        file = Files.write(directory.resolve("file"), content);
    }

    /** The file from 7 on, between two words. */
    private HandlerFactory handlers(long promised) {
        return request -> ScriptedHandler.starting(handler -> {
            handler.sendFirst(Response.ok("text/plain").length(promised + 10)).send("begin");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            handler.out().send(ResponsePart.of(FileRegion.closing(channel, 7, promised)));
            handler.send("ended").end();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("files arrive octet by octet, and the connection goes on")
    void filesArriveWholeAndTheConnectionGoesOn(String version) throws IOException {
        try (TestServer server = TestServer.with(handlers(SIZE - 7)).tls(TLS).start();
                TlsClient client = TlsClient.connect(server.port(), version).handshake()) {
            for (int i = 0; i < 2; i++) {
                byte[] body = client.http().send(get("/")).response().body();
                assertThat(body)
                        .hasSize(SIZE + 3)
                        .startsWith("begin".getBytes())
                        .endsWith("ended".getBytes());
                assertThat(Arrays.equals(body, 5, SIZE - 2, content, 7, SIZE)).isTrue();
            }
        }
    }

    @Test
    @DisplayName("a file that is shorter than promised breaks the connection off, and the client can tell")
    void fileShorterThanPromisedBreaksTheConnectionOff() throws IOException {
        try (TestServer server = TestServer.with(handlers(SIZE)).tls(TLS).start();
                TlsClient client = TlsClient.connect(server.port()).handshake()) {
            RawClient http = client.http().send(get("/"));
            assertThatThrownBy(http::response).isNotNull();
            eventually(() -> assertThat(server.closed(CloseCause.FAILED)).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("a client that goes away has the file released")
    void clientThatGoesAwayReleasesTheFile() throws IOException {
        Closings closings = new Closings();
        HandlerFactory slow = request -> ScriptedHandler.starting(handler -> {
            handler.sendFirst(Response.ok("text/plain"));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            FileRegion region = new FileRegion(channel, 0, SIZE, () -> {
                try {
                    channel.close();
                } catch (IOException failure) {
                    throw new java.io.UncheckedIOException(failure);
                }
                closings.add(org.kamaelia.http.CloseReason.FINISHED);
            });
            handler.out().send(ResponsePart.of(region));
        });
        try (TestServer server = TestServer.with(slow).tls(TLS).start();
                TlsClient client =
                        TlsClient.connect(server.port(), 4096, TlsKeys.nobody()).handshake()) {
            client.http().send(get("/")).read(100);
            client.leave();
            closings.await(org.kamaelia.http.CloseReason.FINISHED);
        }
    }
}
