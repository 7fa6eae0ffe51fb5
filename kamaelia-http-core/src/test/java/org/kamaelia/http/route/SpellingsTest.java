package org.kamaelia.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.ResourceSource;
import org.kamaelia.http.filter.PathFilter;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("No spelling of a path goes around a guard in front of the router")
class SpellingsTest {
    private static final int SPELLINGS = 200;
    private static final String SECRET = "secret";
    private static final Response REFUSAL = Response.text("guarded").status(403);
    private static final List<String> NOISE =
            List.of("/.", "//", "/./", "/x/..", "/%2e", "/x/%2E%2e", "/%78/.%2E", "/a;b/..", "/%25/..", "/é/..");

    private static final List<String> PATHS = new ArrayList<>();

    @BeforeAll
    static void makePaths() {
        List<String> names = List.of("admin", "Users", "a.b", "x~y", "café", "p[1]", "a b", "tel-7", "v_1", "q'(2)");
        for (int i = 0; i < 50; i++) {
            String path = "/guarded/" + names.get(i % names.size()) + "/" + names.get((i * 7 + i / 10) % names.size());
            PATHS.add(path + i);
        }
    }

    /** A spelling of a path: some octets encoded, some twice, dot segments, empty segments, and other tricks. */
    private static String spelling(String path, Random random) {
        StringBuilder spelled = new StringBuilder();
        for (byte octet : path.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c == '/') {
                for (int i = random.nextInt(4); i > 2; i--) {
                    spelled.append(NOISE.get(random.nextInt(NOISE.size())).replace("é", "%c3%a9"));
                }
                spelled.append(random.nextInt(40) == 0 ? "%2f" : random.nextInt(40) == 0 ? "%5c" : "/");
            } else if (c <= ' ' || c > '~' || random.nextInt(5) == 0) {
                String format = random.nextBoolean() ? "%%%02x" : "%%%02X";
                spelled.append(random.nextInt(30) == 0 ? "%25" : "").append(String.format(format, (int) c));
            } else {
                spelled.append(c);
            }
        }
        String[] ends = {"", "", "", "", "/", "/.", ";x", ".", "%20", "%00", "%c0%af", "/..", "//", "%2e", "?a=/"};
        return spelled.append(ends[random.nextInt(ends.length)]).toString();
    }

    /** Asks for 10,000 spellings of 50 paths, and returns the numbers of responses with 200, 403 and any other status. */
    private static int[] ask(TestServer server) {
        Random random = new Random(14);
        int[] counts = new int[3];
        RawClient client = server.client();
        for (String path : PATHS) {
            for (int i = 0; i < SPELLINGS; i++) {
                String spelled = spelling(path, random);
                RawResponse response = client.send(get(spelled)).response();
                assertThat(response.text()).as(spelled).doesNotContain(SECRET);
                counts[response.status() == 403 ? 1 : response.status() == 200 ? 0 : 2]++;
                if (response.saysClose()) {
                    client = server.client();
                }
            }
        }
        return counts;
    }

    private static HttpFilter guard() {
        return PathFilter.of(HttpFilter.check(request -> REFUSAL), "/guarded/");
    }

    @Test
    @DisplayName(
            "10,000 spellings of 50 guarded paths: no spelling reaches a guarded handler without passing the guard")
    void noSpellingReachesAGuardedHandler() {
        AtomicInteger reached = new AtomicInteger();
        HandlerFactory secret = request -> {
            reached.incrementAndGet();
            return Response.text(SECRET);
        };
        ResourceGlue glue = ResourceGlue.of().at("/{any}", r -> Response.text("open"));
        for (String path : PATHS) {
            glue = glue.at(encoded(path), secret);
        }
        HandlerFactory prefix = ResourceGlue.of().at("/guarded/", secret).at("/{any}", r -> Response.text("open"));
        for (HandlerFactory routes : List.of(glue, prefix)) {
            try (TestServer server = TestServer.with(routes)
                    .setup(setup -> setup.filter(guard()))
                    .start()) {
                int[] counts = ask(server);
                assertThat(counts[1]).as("refused by the guard").isGreaterThan(5_000);
                assertThat(reached).hasValue(0);
            }
        }
    }

    @Test
    @DisplayName("without the guard, thousands of the same spellings reach their handlers")
    void withoutTheGuardTheSpellingsReachTheirHandlers() {
        ResourceGlue glue = ResourceGlue.of();
        for (String path : PATHS) {
            glue = glue.at(encoded(path), r -> Response.text("reached"));
        }
        try (TestServer server = TestServer.serve(glue)) {
            assertThat(ask(server)[0]).isGreaterThan(2_000);
        }
    }

    @Test
    @DisplayName(
            "10,000 spellings of 50 guarded files, in directories and on the class path: no content passes by the guard")
    void noSpellingReachesAGuardedFile(@TempDir Path root) throws IOException {
        Path site = root.resolve("site");
        for (String path : PATHS) {
            Path file = site.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, SECRET);
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()})) {
            for (ResourceSource source :
                    List.of(ResourceSource.directory(site), ResourceSource.classPath(loader, "site"))) {
                noSpellingReachesAFile(ResourceGlue.of().at("/", Minimal.of(source)));
            }
        }
    }

    private static void noSpellingReachesAFile(HandlerFactory files) {
        try (TestServer server = TestServer.serve(files)) {
            RawResponse served =
                    server.client().send(get(encoded(PATHS.get(0)))).response();
            assertThat(served.text()).as("without the guard").isEqualTo(SECRET);
        }
        try (TestServer server =
                TestServer.with(files).setup(setup -> setup.filter(guard())).start()) {
            assertThat(ask(server)[1]).as("refused by the guard").isGreaterThan(5_000);
        }
    }

    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : path.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean raw = c < 0x7f && (Character.isLetterOrDigit(c) || "/-._~'()".indexOf(c) >= 0);
            encoded.append(raw ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
