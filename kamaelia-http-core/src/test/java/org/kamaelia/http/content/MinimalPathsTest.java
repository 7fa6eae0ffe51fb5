package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Minimal serves nothing but the regular files below its directory")
@EnabledOnOs({OS.LINUX, OS.MAC})
class MinimalPathsTest {
    private static final String SECRET = "SECRET-OUTSIDE";
    private static final String INSIDE = "inside";
    private static final int PATHS = 10_000;
    private static final int SWAPS = 500;

    @TempDir
    Path home;

    private Path root;
    private Path outside;
    private ServerSocketChannel socket;

    @BeforeEach
    void build() throws Exception {
        root = Files.createDirectories(home.resolve("root"));
        outside = Files.createDirectories(home.resolve("outside"));
        Site.put(outside, "a.txt", SECRET.getBytes(UTF_8));
        Site.put(outside, "index.html", SECRET.getBytes(UTF_8));
        Site.put(home, "a.txt", SECRET.getBytes(UTF_8));
        Site.put(root, "a.txt", INSIDE.getBytes(UTF_8));
        Site.put(root, "dir/a.txt", INSIDE.getBytes(UTF_8));
        Site.put(root, "dir/sub/a.txt", INSIDE.getBytes(UTF_8));
        Site.put(root, ".hidden/a.txt", SECRET.getBytes(UTF_8));
        Files.createSymbolicLink(root.resolve("link.txt"), outside.resolve("a.txt"));
        Files.createSymbolicLink(root.resolve("near.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(root.resolve("linkdir"), outside);
        Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(root.resolve("dir/etc"), Path.of("/etc"));
        run("mkfifo", "pipe");
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(root.toFile()).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @AfterEach
    void takeApart() throws IOException {
        socket.close();
        Files.delete(root.resolve("zero")); // JUnit warns of links that lead out of its directory
        Files.delete(root.resolve("dir/etc"));
    }

    private Minimal minimal(boolean secured) {
        return Minimal.of(new DirectorySource(root, false, secured))
                .listing(true)
                .cache(0, 0);
    }

    @ParameterizedTest(name = "secured: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("links, pipes, devices, sockets, dot files and files behind a link are not served")
    void specialFilesAndLinksAreNotServed(boolean secured) {
        try (TestServer server = TestServer.serve(minimal(secured))) {
            for (String path : List.of(
                    "/link.txt",
                    "/near.txt",
                    "/linkdir",
                    "/linkdir/",
                    "/linkdir/a.txt",
                    "/up/",
                    "/up/a.txt",
                    "/loop",
                    "/loop/a.txt",
                    "/zero",
                    "/zero/",
                    "/pipe",
                    "/pipe/",
                    "/pipe/a.txt",
                    "/socket",
                    "/socket/a.txt",
                    "/dir/etc",
                    "/dir/etc/",
                    "/dir/etc/passwd",
                    "/.hidden/a.txt",
                    "/.hidden/",
                    "/a.txt/",
                    "/a.txt/x")) {
                assertThat(server.client().send(get(path)).response().status())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(server.client().send(get("/dir/sub/a.txt")).response().text())
                    .isEqualTo(INSIDE);
            String listing = server.client().send(get("/")).response().text();
            assertThat(listing).contains("a.txt", "dir/").doesNotContain("link", "pipe", "socket", "zero", "hidden");
        }
    }

    @ParameterizedTest(name = "secured: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("10,000 generated paths, malformed, encoded once or twice, or hostile, lead to nothing else")
    void nothingElseIsServedForGeneratedPaths(boolean secured) {
        Random random = new Random(42);
        try (TestServer server = TestServer.serve(minimal(secured).index())) {
            RawClient client = server.client();
            int served = 0;
            for (int i = 0; i < PATHS; i++) {
                String path = path(random);
                RawResponse response = client.send(get(path)).response();
                assertThat(response.status()).as(path).isIn(200, 301, 400, 404);
                assertThat(new String(response.octets(), ISO_8859_1)).as(path).doesNotContain(SECRET, "root:");
                served += response.status() == 200 ? 1 : 0;
                if (response.saysClose()) {
                    client.close();
                    client = server.client();
                }
            }
            assertThat(served).as("paths that led to a file or a directory").isGreaterThan(100);
        }
    }

    private static final List<String> NAMES = List.of(
            "a.txt",
            "dir",
            "sub",
            "link.txt",
            "linkdir",
            "up",
            "loop",
            "zero",
            "pipe",
            "socket",
            "etc",
            "passwd",
            ".hidden",
            "outside",
            "root",
            "index.html",
            "near.txt");
    private static final List<String> TRICKS = List.of(
            "..",
            ".",
            "",
            "%2e%2e",
            "%2e",
            ".%2E",
            "%252e%252e",
            "%25252e",
            "..%2f",
            "%2e%2e%2f",
            "..%5c",
            "..\\",
            "%00",
            "a.txt%00",
            "a.txt%00.html",
            "%c0%ae%c0%ae",
            "%c0%af",
            "%e0%80%ae",
            "%f0%80%80%ae",
            "%c1%9c",
            "%ff",
            "%ed%a0%80",
            "...",
            "....",
            "..;",
            ";a=b",
            "a.txt;x",
            "%20",
            "a.txt%20",
            "a.txt.",
            "a.txt%2e",
            "~",
            "*",
            "%2f",
            "%2fetc%2fpasswd",
            "%2F%2F",
            "c:",
            "a.txt::$DATA",
            "%u002e",
            "%0d%0aX:%20y",
            "%7f",
            "%5c%5c",
            "CON",
            "\\\\",
            "%",
            "%2",
            "%zz",
            "\u00e9",
            "%ef%bc%8f",
            "%e2%80%ae");

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        int segments = 1 + random.nextInt(6);
        for (int i = 0; i < segments; i++) {
            String segment = random.nextInt(3) > 0
                    ? NAMES.get(random.nextInt(NAMES.size()))
                    : TRICKS.get(random.nextInt(TRICKS.size()));
            path.append('/').append(random.nextInt(6) == 0 ? encode(segment, random) : segment);
        }
        if (random.nextInt(4) == 0) {
            path.append('/');
        }
        if (random.nextInt(500) == 0) {
            path.append("/x".repeat(1_000));
        }
        return path.toString();
    }

    private static String encode(String segment, Random random) {
        StringBuilder encoded = new StringBuilder();
        boolean twice = random.nextInt(3) == 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (random.nextInt(2) == 0) {
                encoded.append(twice ? "%25" : "%").append(String.format("%02x", c & 0xff));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/swap/a.txt", "/swap/sub/a.txt", "/dir/swap/a.txt", "/file.txt"})
    @DisplayName("nothing else is served while another process swaps a directory or a file for a link, again and again")
    void nothingElseIsServedWhileLinksAreSwappedIn(String path) throws Exception {
        Path swapped = path.equals("/file.txt")
                ? root.resolve("file.txt")
                : root.resolve(path.startsWith("/dir") ? "dir/swap" : "swap");
        Path aside = home.resolve("aside");
        Path lure = path.equals("/file.txt") ? outside.resolve("a.txt") : outside;
        Site.put(outside, "sub/a.txt", SECRET.getBytes(UTF_8));
        Site.put(root, path.substring(1), INSIDE.getBytes(UTF_8));
        AtomicBoolean over = new AtomicBoolean();
        List<Exception> failures = new ArrayList<>();
        Thread swapper = new Thread(() -> {
            try {
                while (!over.get()) {
                    Files.move(swapped, aside, StandardCopyOption.ATOMIC_MOVE);
                    Files.createSymbolicLink(swapped, lure);
                    Files.delete(swapped);
                    Files.move(aside, swapped, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException failure) {
                failures.add(failure);
            }
        });
        swapper.start();
        try (TestServer server = TestServer.serve(minimal(true))) {
            RawClient client = server.client();
            int[] served = {0, 0};
            for (int i = 0; i < SWAPS || i < 100 * SWAPS && (served[0] == 0 || served[1] == 0); i++) {
                RawResponse response = client.send(get(path)).response();
                assertThat(response.text()).doesNotContain(SECRET);
                assertThat(response.status()).isIn(200, 404);
                served[response.status() == 200 ? 0 : 1]++;
            }
            assertThat(served[0]).as("times it was there").isPositive();
            assertThat(served[1]).as("times it was not").isPositive();
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(failures).isEmpty();
    }
}
