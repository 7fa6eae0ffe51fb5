package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

/** Files in a directory of a test, and a server that serves them under {@code /static/}. */
final class Site implements AutoCloseable {
    /** When all files were modified. */
    static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

    static final String LAST_MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT";

    final Path root;
    final Minimal minimal;
    final TestServer server;

    private Site(Path root, Minimal minimal) {
        this.root = root;
        this.minimal = minimal;
        this.server = TestServer.serve(ResourceGlue.of().at("/static/", minimal).at("/static", minimal));
    }

    static Site of(Path root) {
        return of(root, minimal -> minimal);
    }

    static Site of(Path root, UnaryOperator<Minimal> change) {
        return new Site(root, change.apply(Minimal.of(root)));
    }

    Path put(String name, String content) {
        return put(name, content.getBytes(UTF_8));
    }

    Path put(String name, byte[] content) {
        return put(root, name, content);
    }

    static Path put(Path root, String name, byte[] content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    RawResponse get(String target, String... fields) {
        return ask("GET", target, fields);
    }

    RawResponse ask(String method, String target, String... fields) {
        try (var client = server.client()) {
            return client.ask(method, target, fields);
        }
    }

    String tag(String target) {
        String tag = get(target).field("ETag");
        assertThat(tag).isNotNull();
        return String.valueOf(tag);
    }

    @Override
    public void close() {
        server.close();
    }
}
