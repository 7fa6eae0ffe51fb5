package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Minimal keeps what it found for a short while")
@ExtendWith(ExpectedFailures.class)
class MinimalCacheTest {
    @TempDir
    Path root;

    private final AtomicLong clock = new AtomicLong();

    private Site site(int files, long bytes) {
        return Site.of(root, minimal -> minimal.clock(clock::get).cache(bytes, files));
    }

    private void secondsLater(int seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    @DisplayName("after a second the file is looked up again: changed and removed files are noticed, small and large")
    void changesAreSeenAfterASecond() throws IOException {
        try (Site site = site(10, 1 << 20)) {
            for (int size : new int[] {10, 100_000}) {
                Path file = site.put("f", Site.random(size));
                assertThat(site.get("/static/f").body()).isEqualTo(Site.random(size));
                byte[] other = Site.random(size + 1);
                Path next = site.put("next", other);
                Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                assertThat(site.get("/static/f").body()).as("within the second").isEqualTo(Site.random(size));
                secondsLater(1);
                assertThat(site.get("/static/f").body()).isEqualTo(other);
                secondsLater(1);
                Files.delete(file);
                assertThat(site.get("/static/f").status()).isEqualTo(404);
                assertThat(site.minimal.cached()).isZero();
            }
        }
    }

    @Test
    @DisplayName("the cache is bounded in number and size: the entry that was not asked for the longest leaves first")
    void keptFilesAreBoundedInNumberAndSize() {
        try (Site site = site(3, 30_000)) {
            for (String name : List.of("a", "b", "c", "d", "e")) {
                site.put(name, Site.random(2_000));
                assertThat(site.get("/static/" + name).status()).isEqualTo(200);
                clock.incrementAndGet();
                assertThat(site.get("/static/a").status()).isEqualTo(200);
                clock.incrementAndGet();
                assertThat(site.minimal.cached()).isLessThanOrEqualTo(3);
            }
            site.put("big", Site.random(7_000));
            site.put("huge", Site.random(100_000));
            for (String name : List.of("big", "huge", "big", "a", "b", "c", "huge")) {
                assertThat(site.get("/static/" + name).status()).isEqualTo(200);
                assertThat(site.minimal.cached()).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    @DisplayName("a server that may keep nothing serves all the same")
    void servesEvenIfItMayKeepNothing() {
        try (Site site = site(0, 0)) {
            site.put("small", "x");
            site.put("large", Site.random(100_000));
            for (int i = 0; i < 3; i++) {
                assertThat(site.get("/static/small").text()).isEqualTo("x");
                assertThat(site.get("/static/large").body()).isEqualTo(Site.random(100_000));
            }
            assertThat(site.minimal.cached()).isZero();
        }
    }

    @Test
    @DisplayName("a file that is replaced while it is sent is sent to its end as it was")
    void fileReplacedWhileSentIsSentAsItWas() throws IOException {
        byte[] before = Site.random(6_000_000);
        try (Site site = site(10, 1 << 20)) {
            Path file = site.put("f", before);
            RawClient slow = site.server.client(4_096).send(get("/static/f"));
            slow.responseHead();
            Path next = site.put("next", Site.random(5_000_000));
            Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            secondsLater(1);
            assertThat(site.get("/static/f").body()).isEqualTo(Site.random(5_000_000));
            assertThat(slow.read(before.length)).isEqualTo(before);
        }
    }

    /** A source of streams that counts what is opened and closed. */
    private static final class Streams implements ResourceSource {
        final Map<String, byte[]> contents = new ConcurrentHashMap<>();
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        volatile long claimed = -1;
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public Resource open(List<String> path) throws IOException {
            String name = String.join("/", path);
            if (name.equals("broken")) {
                throw new IOException("test");
            }
            if (name.equals("mistake")) {
                throw new IllegalStateException("test");
            }
            byte[] content = contents.get(name);
            if (content == null) {
                return null;
            }
            await();
            long length = claimed < 0 ? content.length : claimed;
            return Resource.stream(length, Validators.of(EntityTag.strong(name), 0), () -> stream(content));
        }

        private void await() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private InputStream stream(byte[] content) {
            opened.incrementAndGet();
            return new FilterInputStream(new ByteArrayInputStream(content)) {
                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }
    }

    @Test
    @DisplayName("content that can only be streamed is read in pieces, in ranges, too, and every stream is closed")
    void streamedContentIsReadInPiecesAndClosed() {
        Streams source = new Streams();
        byte[] content = Site.random(3_000_000);
        source.contents.put("s", content);
        try (TestServer server = TestServer.serve(Minimal.of(source))) {
            RawClient client = server.client();
            assertThat(client.send(get("/s")).response().body()).isEqualTo(content);
            RawResponse part = client.send("GET /s HTTP/1.1\r\nHost: h\r\nRange: bytes=1000000-1000009,5-6\r\n\r\n")
                    .response();
            assertThat(part.status()).isEqualTo(206);
            assertThat(new String(part.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains(new String(content, 1_000_000, 10, java.nio.charset.StandardCharsets.ISO_8859_1));
            RawClient gone = server.client(4_096).send(get("/s"));
            gone.responseHead();
            gone.reset();
            assertThat(client.send(get("/s")).response().body()).isEqualTo(content);
            eventually(() -> assertThat(source.closed.get())
                    .isEqualTo(source.opened.get())
                    .isPositive());
        }
    }

    @Test
    @DisplayName("a stream that is shorter than it was said to be aborts the connection")
    void shortStreamAbortsTheConnection() {
        Streams source = new Streams();
        source.contents.put("s", Site.random(200_000));
        source.claimed = 200_001;
        try (TestServer server = TestServer.serve(Minimal.of(source))) {
            RawClient client = server.client().send(get("/s"));
            assertThat(client.responseHead().field("Content-Length")).isEqualTo("200001");
            client.assertClosed();
            eventually(() -> assertThat(source.closed.get()).isEqualTo(source.opened.get()));
        }
    }

    @Test
    @DisplayName(
            "a source that cannot read is 503 with Retry-After, one that fails is 500, and the next request is served")
    void failingSourceIs503Or500AndTheNextIsServed() {
        Streams source = new Streams();
        source.contents.put("s", "ok".getBytes(UTF_8));
        try (TestServer server = TestServer.serve(Minimal.of(source))) {
            RawClient client = server.client();
            RawResponse broken = client.send(get("/broken")).response();
            assertThat(broken.status()).isEqualTo(503);
            assertThat(broken.field("Retry-After")).isEqualTo("1");
            assertThat(client.send(get("/mistake")).response().status()).isEqualTo(500);
            assertThat(client.send(get("/s")).response().text()).isEqualTo("ok");
        }
    }

    @Test
    @DisplayName("a source that takes its time holds up no other request, and may come too late")
    void slowSourceHoldsUpNoOtherRequest() {
        Streams source = new Streams();
        source.contents.put("s", Site.random(100_000));
        source.gate = new CountDownLatch(1);
        try (TestServer server = TestServer.with(Minimal.of(source)).loops(1).start()) {
            RawClient waiting = server.client().send(get("/s"));
            RawClient gone = server.client().send(get("/s"));
            assertThat(server.client().send(get("/none")).response().status()).isEqualTo(404);
            gone.reset();
            source.gate.countDown();
            assertThat(waiting.response().body()).isEqualTo(Site.random(100_000));
        }
    }
}
