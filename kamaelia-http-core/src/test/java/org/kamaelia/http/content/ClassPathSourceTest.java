package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Minimal serves a folder of the class path")
class ClassPathSourceTest {
    @TempDir
    Path home;

    private Path jar(String name, long time, Object... namesAndContents) throws IOException {
        Path jar = home.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                JarEntry entry = new JarEntry((String) namesAndContents[i]);
                entry.setTime(time);
                entries.putNextEntry(entry);
                entries.write((byte[]) namesAndContents[i + 1]);
                entries.closeEntry();
            }
        }
        return jar;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    @DisplayName(
            "in a jar, small and large content, ranges, index files and redirects are served, and nothing beside the folder")
    void inAJarSmallAndLargeContentIsServed() throws Exception {
        byte[] large = Site.random(300_000);
        Path jar = jar(
                "a.jar",
                0,
                "web/",
                bytes(""),
                "web/index.html",
                bytes("top"),
                "web/docs/",
                bytes(""),
                "web/docs/index.html",
                bytes("docs"),
                "web/large.bin",
                large,
                "web/a.js",
                bytes("plain"),
                "web/a.js.gz",
                bytes("zipped"),
                "secret.txt",
                bytes("SECRET"),
                "webs/a.txt",
                bytes("SECRET"));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                TestServer server = TestServer.serve(Minimal.of(ResourceSource.classPath(loader, "web")))) {
            RawClient client = server.client();
            assertThat(get(client, "/").text()).isEqualTo("top");
            assertThat(get(client, "/docs/").text()).isEqualTo("docs");
            assertThat(get(client, "/docs").field("Location")).isEqualTo("./docs/");
            assertThat(get(client, "/large.bin").body()).isEqualTo(large);
            assertThat(get(client, "/a.js", "Accept-Encoding: gzip").text()).isEqualTo("zipped");
            RawResponse range = get(client, "/large.bin", "Range: bytes=299990-");
            assertThat(range.status()).isEqualTo(206);
            assertThat(range.body()).isEqualTo(java.util.Arrays.copyOfRange(large, 299_990, 300_000));
            assertThat(get(client, "/large.bin", "If-None-Match: " + range.field("ETag"))
                            .status())
                    .isEqualTo(304);
            for (String path : new String[] {
                "/none", "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/docs/none", "/index.html/"
            }) {
                assertThat(get(client, path).status()).as(path).isIn(400, 404);
            }
        }
    }

    @Test
    @DisplayName("tags are made of the content, since jars are often built with one time stamp for ever")
    void tagsAreMadeOfTheContent() throws Exception {
        byte[] one = Site.random(100_000);
        byte[] other = one.clone();
        other[5]++;
        Path first = jar("1.jar", 0, "web/a.bin", one);
        Path second = jar("2.jar", 0, "web/a.bin", other);
        assertThat(tag(first)).startsWith("\"").isEqualTo(tag(first)).isNotEqualTo(tag(second));
    }

    private static String tag(Path jar) throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                TestServer server = TestServer.serve(Minimal.of(ResourceSource.classPath(loader, "web")))) {
            return String.valueOf(get(server.client(), "/a.bin").field("ETag"));
        }
    }

    @Test
    @DisplayName("a directory of the class path is served as a jar is")
    void aDirectoryIsServedAsAJarIs() throws Exception {
        Path classes = home.resolve("classes");
        Site.put(classes, "web/a.txt", bytes("x"));
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
                TestServer server = TestServer.serve(Minimal.of(ResourceSource.classPath(loader, "web/")))) {
            assertThat(get(server.client(), "/a.txt").text()).isEqualTo("x");
            assertThat(get(server.client(), "/none").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/web", "../web"})
    @DisplayName("the class path itself is refused as a folder")
    void theClassPathItselfIsNotServed(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceSource.classPath(ClassLoader.getSystemClassLoader(), name))
                .withMessageContaining("write one such as static");
    }

    private static RawResponse get(RawClient client, String target, String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n")
                .response();
    }
}
