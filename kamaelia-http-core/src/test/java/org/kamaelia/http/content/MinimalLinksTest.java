package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Minimal follows links whose target is below its directory, where it is told so")
@EnabledOnOs({OS.LINUX, OS.MAC})
class MinimalLinksTest {
    private static final String SECRET = "SECRET-OUTSIDE";
    private static final int SWAPS = 500;

    @TempDir
    Path home;

    private Path root;
    private Path outside;

    /** A volume as Kubernetes mounts it, and what must not be served. */
    @BeforeEach
    void build() throws IOException {
        root = Files.createDirectories(home.resolve("root"));
        outside = Files.createDirectories(home.resolve("outside"));
        Site.put(outside, "a.txt", SECRET.getBytes(UTF_8));
        Site.put(root, "..2026_01/app.js", "first".getBytes(UTF_8));
        Site.put(root, "..2026_01/sub/page.html", "page".getBytes(UTF_8));
        link("..data", "..2026_01");
        link("app.js", "..data/app.js");
        link("sub", "..data/sub");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    /** Makes a link lead elsewhere, in one step as Kubernetes does. */
    private void relink(String name, String target) throws IOException {
        link("..tmp", target);
        Files.move(root.resolve("..tmp"), root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @AfterEach
    void takeApart() throws IOException {
        for (String name : List.of("zero", "etc")) { // JUnit warns of links that lead out of its directory
            Files.deleteIfExists(root.resolve(name));
        }
    }

    private Minimal minimal(boolean secured) {
        return Minimal.of(new DirectorySource(root, true, secured))
                .listing(true)
                .cache(0, 0);
    }

    private static RawResponse ask(TestServer server, String path) {
        try (RawClient client = server.client()) {
            return client.send(get(path)).response();
        }
    }

    @ParameterizedTest(name = "secured: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("the files of a mounted volume are served, through hidden names that no request can name")
    void filesOfAMountedVolumeAreServed(boolean secured) {
        try (TestServer server = TestServer.serve(minimal(secured))) {
            assertThat(ask(server, "/app.js").text()).isEqualTo("first");
            assertThat(ask(server, "/app.js").field("Content-Type")).startsWith("text/javascript");
            assertThat(ask(server, "/sub/page.html").text()).isEqualTo("page");
            assertThat(ask(server, "/sub").status()).isEqualTo(301);
            for (String path : List.of("/..data/app.js", "/..data/", "/..2026_01/app.js", "/%2e%2edata/app.js")) {
                assertThat(ask(server, path).status()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    @DisplayName("links are not followed by default")
    void linksAreNotFollowedByDefault() throws IOException {
        try (TestServer server = TestServer.serve(Minimal.of(root).listing(true))) {
            assertThat(ask(server, "/app.js").status()).isEqualTo(404);
            assertThat(ask(server, "/sub/page.html").status()).isEqualTo(404);
            assertThat(ask(server, "/").text()).doesNotContain("app.js", "sub");
        }
    }

    @ParameterizedTest(name = "secured: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("listings show links with size and time of their targets")
    void listingsShowLinksWithTheSizeOfTheirTarget(boolean secured) throws IOException {
        link("out.txt", "../outside/a.txt");
        link("gone", "nowhere");
        try (TestServer server = TestServer.serve(minimal(secured))) {
            assertThat(ask(server, "/").text())
                    .containsSubsequence(
                            "<a href=\"./sub/\">sub/</a>",
                            "<a href=\"./app.js\">app.js</a></td><td>5</td><td>2026-01-02T03:04:05Z</td>")
                    .doesNotContain("..data", "..2026", "out.txt", "gone");
            assertThat(ask(server, "/sub/").text()).contains("<a href=\"./page.html\">page.html</a></td><td>4</td>");
        }
    }

    @ParameterizedTest(name = "secured: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("links that lead out of the directory, in circles, nowhere, or to anything but a file are refused")
    void linksOutOfTheDirectoryAreRefused(boolean secured) throws Exception {
        link("out.txt", "../outside/a.txt");
        Files.createSymbolicLink(root.resolve("absolute.txt"), outside.resolve("a.txt"));
        link("outdir", "../outside");
        link("up", "..");
        link("twice", "outdir/a.txt");
        link("beside", "../root2/a.txt");
        Site.put(home, "root2/a.txt", SECRET.getBytes(UTF_8));
        link("loop", "loop");
        link("ping", "pong");
        link("pong", "ping");
        link("gone", "nowhere");
        link("zero", "/dev/zero");
        link("etc", "/etc");
        Process made =
                new ProcessBuilder("mkfifo", "pipe").directory(root.toFile()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        link("piped", "pipe");
        try (TestServer server = TestServer.serve(minimal(secured))) {
            for (String path : List.of(
                    "/out.txt",
                    "/absolute.txt",
                    "/outdir",
                    "/outdir/",
                    "/outdir/a.txt",
                    "/up/",
                    "/up/outside/a.txt",
                    "/up/root/app.js",
                    "/twice",
                    "/beside",
                    "/loop",
                    "/loop/x",
                    "/ping",
                    "/gone",
                    "/gone/x",
                    "/zero",
                    "/etc/passwd",
                    "/piped",
                    "/app.js/",
                    "/app.js/x")) {
                assertThat(ask(server, path).status()).as(path).isEqualTo(404);
            }
        }
    }

    @ParameterizedTest(name = "secured: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("a link may lead to the directory itself, or out of it and back in")
    void linkMayLeadToTheDirectoryItself(boolean secured) throws IOException {
        link("self", ".");
        link("round", "../root/app.js");
        Files.createSymbolicLink(root.resolve("absolute.js"), root.resolve("app.js"));
        try (TestServer server = TestServer.serve(minimal(secured))) {
            for (String path : List.of("/self/app.js", "/self/self/app.js", "/round", "/absolute.js")) {
                assertThat(ask(server, path).text()).as(path).isEqualTo("first");
            }
            assertThat(ask(server, "/self/").text()).contains("./app.js");
        }
    }

    @Test
    @DisplayName("a directory that is itself a link is followed wherever it leads, each time")
    void directoryThatIsALinkIsFollowedEachTime() throws IOException {
        Path current = Files.createSymbolicLink(home.resolve("current"), root);
        try (TestServer server =
                TestServer.serve(Minimal.of(new DirectorySource(current, true)).cache(0, 0))) {
            assertThat(ask(server, "/app.js").text()).isEqualTo("first");
            Files.delete(current);
            Files.createSymbolicLink(current, outside);
            assertThat(ask(server, "/a.txt").text()).isEqualTo(SECRET);
        }
    }

    @Test
    @DisplayName(
            "an update of the volume is seen within a second, with new validators, also if size and time are the same")
    void updateOfAVolumeIsSeenWithinASecond() throws IOException {
        AtomicLong clock = new AtomicLong();
        Minimal minimal = Minimal.of(ResourceSource.directoryWithLinks(root)).clock(clock::get);
        byte[] large = Site.random(100_000);
        Site.put(root, "..2026_01/large", large);
        link("large", "..data/large");
        try (TestServer server = TestServer.serve(minimal)) {
            String tag = String.valueOf(ask(server, "/app.js").field("ETag"));
            String largeTag = String.valueOf(ask(server, "/large").field("ETag"));
            byte[] other = large.clone();
            other[0]++;
            Site.put(root, "..2026_02/app.js", "again".getBytes(UTF_8));
            Site.put(root, "..2026_02/large", other);
            relink("..data", "..2026_02");
            assertThat(ask(server, "/app.js").text()).as("within the second").isEqualTo("first");
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(ask(server, "/app.js").text()).isEqualTo("again");
            assertThat(ask(server, "/app.js").field("ETag")).isNotEqualTo(tag);
            assertThat(ask(server, "/large").body()).isEqualTo(other);
            assertThat(ask(server, "/large").field("ETag")).isNotEqualTo(largeTag);
        }
    }

    @Test
    @DisplayName("while a volume is updated, every file is there, whole, and of one of its versions")
    void filesStayWholeWhileAVolumeIsUpdated() throws Exception {
        Site.put(root, "..2026_01/app.js", "version ..2026_01".getBytes(UTF_8));
        Semaphore turn = new Semaphore(0);
        Semaphore done = new Semaphore(0);
        whileChanging(
                round -> {
                    turn.acquire();
                    String next = "..v" + round;
                    Site.put(root, next + "/app.js", ("version " + next).getBytes(UTF_8));
                    Path before = Files.readSymbolicLink(root.resolve("..data"));
                    relink("..data", next);
                    Files.delete(root.resolve(before).resolve("app.js"));
                    done.release();
                },
                server -> {
                    RawClient client = server.client();
                    for (int i = 0; i < SWAPS; i++) {
                        turn.release(); // one update for each request, at some moment of it
                        RawResponse response = client.send(get("/app.js")).response();
                        assertThat(response.status()).isEqualTo(200);
                        assertThat(response.text()).startsWith("version ..");
                        done.acquire();
                    }
                },
                turn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/swap/a.txt", "/link/a.txt", "/swapped.txt"})
    @DisplayName(
            "while another process swaps links, directories and files for links that lead out, nothing outside is served")
    void nothingOutsideIsServedWhileLinksAreSwapped(String path) throws Exception {
        Site.put(root, "in/a.txt", "inside".getBytes(UTF_8));
        link("link", "swap");
        link("swapped.txt", "swap/a.txt");
        link("swap", "in");
        AtomicBoolean out = new AtomicBoolean();
        whileChanging(
                round -> relink("swap", out.getAndSet(!out.get()) ? "in" : "../outside"),
                server -> nothingOutside(server, path),
                new Semaphore(0));
    }

    @Test
    @DisplayName(
            "while another process swaps the target of a link for a link that leads out, nothing outside is served")
    void nothingOutsideIsServedWhileTargetsAreSwapped() throws Exception {
        Path target = Site.put(root, "in/a.txt", "inside".getBytes(UTF_8)).getParent();
        link("link", "in");
        Path aside = home.resolve("aside");
        whileChanging(
                round -> {
                    Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
                    Files.createSymbolicLink(target, outside);
                    Files.delete(target);
                    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
                },
                server -> nothingOutside(server, "/link/a.txt"),
                new Semaphore(0));
    }

    private static void nothingOutside(TestServer server, String path) {
        RawClient client = server.client();
        int[] served = {0, 0};
        for (int i = 0; i < SWAPS || i < 100 * SWAPS && (served[0] == 0 || served[1] == 0); i++) {
            RawResponse response = client.send(get(path)).response();
            assertThat(new String(response.octets(), ISO_8859_1)).doesNotContain(SECRET);
            assertThat(response.status()).isIn(200, 404);
            served[response.status() == 200 ? 0 : 1]++;
        }
        assertThat(served[0]).as("times it led inside").isPositive();
        assertThat(served[1]).as("times it did not").isPositive();
    }

    private interface Change {
        void round(int number) throws Exception;
    }

    private interface Requests {
        void to(TestServer server) throws Exception;
    }

    /** Changes and asks at the same time; the change may wait for permits, of which it gets one at the end. */
    private void whileChanging(Change change, Requests requests, Semaphore permits) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Exception> failures = new ArrayList<>();
        Thread changer = new Thread(() -> {
            try {
                for (int round = 1; !over.get(); round++) {
                    change.round(round);
                }
            } catch (Exception failure) {
                failures.add(failure);
            }
        });
        changer.start();
        try (TestServer server = TestServer.serve(minimal(true))) {
            requests.to(server);
        } finally {
            over.set(true);
            permits.release();
            changer.join();
        }
        assertThat(failures).isEmpty();
    }
}
