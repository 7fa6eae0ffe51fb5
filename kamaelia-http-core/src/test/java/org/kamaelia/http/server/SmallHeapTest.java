package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.testing.RawClient;

@DisplayName("A server with a heap of 48 MiB")
@Timeout(120)
class SmallHeapTest {
    private final List<Socket> open = new ArrayList<>();
    private Process process;
    private int port;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC", // which takes the least time for the many collections of this heap
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = Integer.parseInt(said.readLine());
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : open) {
            socket.close();
        }
        process.destroyForcibly().waitFor();
    }

    /** A connection from another address of this machine than other clients have. */
    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(30_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        return socket;
    }

    private String text(String target) throws IOException {
        return RawClient.on(connect("127.0.0.2")).send(get(target)).response().text();
    }

    private static String largeHead(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + ("X-Fill: " + "x".repeat(1_000) + "\r\n").repeat(15)
                + "\r\n";
    }

    @Test
    @DisplayName("serves others while one client has 800 downloads with large heads, all of which it leaves unread")
    void servesOthersDuringDownloadsWithLargeHeads() throws Exception {
        Socket honest = connect("127.0.0.2");
        RawClient download = RawClient.on(honest).send(get("/endless"));
        download.responseHead();
        for (int i = 0; i < 800; i++) {
            try {
                connect("127.0.0.3")
                        .getOutputStream()
                        .write(largeHead("/endless").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException refusedOrReset) {
                // as it should be
            }
            if (i % 50 == 0) {
                assertThat(text("/hello")).isEqualTo("hello");
            }
        }
        assertThat(text("/hello")).isEqualTo("hello");
        assertThat(Long.parseLong(text("/shed"))).isPositive();
        eventually(() -> assertThat(Long.parseLong(text("/held"))).isLessThanOrEqualTo(12L << 20));
        assertThat(download.read(100_000)).hasSize(100_000);
    }

    /**
     * While memory is short, one collection follows the other, which takes its time on a busy machine. Not every connection
     * of that time is asserted to be closed: the JDK loses the descriptor of a connection that it accepts if memory runs out
     * before the object for the connection is made.
     */
    @Test
    @DisplayName("goes on after the application has taken all memory for a while")
    void goesOnAfterMemoryHasRunOut() throws Exception {
        for (int round = 0; round < 3; round++) {
            RawClient hoard = RawClient.on(connect("127.0.0.2")).send(get("/hoard"));
            for (int i = 0; i < 20; i++) {
                Socket one = connect("127.0.0.3");
                one.getOutputStream().write(largeHead("/hello").getBytes(StandardCharsets.US_ASCII));
            }
            assertIsLookedAfter(hoard);
        }
        Awaitility.await().ignoreExceptions().atMost(Duration.ofMinutes(4)).untilAsserted(() -> {
            assertThat(text("/hello")).isEqualTo("hello");
            assertThat(text("/hello")).isEqualTo("hello");
        });
    }

    /** It is answered, or closed: memory has run out, and this request may have been lost as well as any other. */
    private static void assertIsLookedAfter(RawClient hoard) {
        try {
            hoard.rest();
        } catch (AssertionError cutOff) {
            // as well
        }
    }
}
