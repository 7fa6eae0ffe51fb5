package org.kamaelia.http.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.ResourceSource;
import org.kamaelia.http.filter.PathFilter;
import org.kamaelia.testing.TestServer;

@DisplayName("No hostile target goes around a guard, whatever stands behind it")
class GuardAttackTest {
    private static final String SECRET = "the secret";
    private static final int AT_ONCE = 200;

    @TempDir
    Path root;

    private final AtomicInteger refused = new AtomicInteger();
    private final HttpFilter refusing = HttpFilter.check(request -> {
        refused.incrementAndGet();
        return Response.text("guarded").status(403);
    });

    @BeforeEach
    void makeFiles() throws IOException {
        for (String folder : List.of("site/guarded", "site/mounted/guarded", "site/open/guarded")) {
            Files.createDirectories(root.resolve(folder));
            Files.writeString(root.resolve(folder).resolve("secret.txt"), folder.contains("open") ? "open" : SECRET);
        }
    }

    private static HandlerFactory secret() {
        return HandlerFactory.oneShot(request -> Response.text(SECRET));
    }

    private static HandlerFactory open() {
        return HandlerFactory.oneShot(request -> Response.text("open"));
    }

    private List<HandlerFactory> behind() throws IOException {
        HandlerFactory exact = ResourceGlue.of()
                .at("/guarded/secret.txt", secret())
                .at("/mounted/guarded/secret.txt", secret())
                .at("/", open());
        HandlerFactory variable = ResourceGlue.of()
                .at("/guarded/{name}", secret())
                .at("/{any}/{name}", open())
                .at("/mounted/guarded/{name}", secret());
        HandlerFactory prefix = ResourceGlue.of().at("/guarded/", secret()).at("/mounted/guarded/", secret());
        HandlerFactory nested = ResourceGlue.of()
                .at(
                        "/guarded/",
                        ResourceGlue.of().at("/guarded/secret.txt", secret()).at("/", open()))
                .otherwise(
                        ResourceGlue.of().at("/mounted/", ResourceGlue.of().at("/mounted/guarded/{name}", secret())));
        HandlerFactory directory =
                ResourceGlue.of().at("/", Minimal.of(ResourceSource.directory(root.resolve("site"))));
        HandlerFactory links =
                ResourceGlue.of().at("/", Minimal.of(ResourceSource.directoryWithLinks(root.resolve("site"))));
        URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()});
        HandlerFactory classPath = ResourceGlue.of().at("/", Minimal.of(ResourceSource.classPath(loader, "site")));
        return List.of(exact, variable, prefix, nested, directory, links, classPath);
    }

    /** Sends requests one behind the other, each on a new connection where the one before was closed. */
    private static List<String> ask(int port, List<String> requests) throws IOException {
        List<String> leaks = new ArrayList<>();
        for (int from = 0; from < requests.size(); ) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                int to = Math.min(requests.size(), from + AT_ONCE);
                for (boolean goesOn = true; goesOn && from < to; from++) {
                    socket.getOutputStream().write(requests.get(from).getBytes(ISO_8859_1));
                    String response = response(in);
                    if (response.contains(SECRET)) {
                        leaks.add(requests.get(from));
                    }
                    goesOn = response.startsWith("HTTP/1.1 ") && !response.contains("Connection: close");
                }
            }
        }
        return leaks;
    }

    /** One response with Content-Length or without content, or all octets up to the end of the connection. */
    private static String response(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        int end = -1;
        for (int octet; (end < 0 || read.length() < end) && (octet = in.read()) >= 0; ) {
            read.append((char) octet);
            if (end < 0 && read.indexOf("\r\n\r\n", Math.max(0, read.length() - 4)) >= 0) {
                int length = read.indexOf("Content-Length: ");
                boolean ends = length < 0 || read.charAt(9) == '3';
                end = read.length()
                        + (ends ? 0 : Integer.parseInt(read.substring(length + 16, read.indexOf("\r\n", length))));
            }
        }
        return read.toString();
    }

    private static String request(String method, String target, String... fields) {
        return method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + String.join("", fields) + "\r\n";
    }

    private void attack(List<String> requests, HttpFilter guard) throws IOException {
        for (HandlerFactory handlers : behind()) {
            refused.set(0);
            try (TestServer server = TestServer.with(handlers)
                    .setup(setup -> setup.filter(guard))
                    .limits(limits -> limits.requestBody(10))
                    .start()) {
                assertThat(ask(server.port(), requests)).isEmpty();
                assertThat(refused.get()).as("the guard was asked").isGreaterThan(10);
            }
        }
    }

    private HttpFilter prefixes() {
        return PathFilter.of(refusing, "/guarded/", "/mounted/guarded/");
    }

    @Test
    @DisplayName("spellings of the path: separators, dots, encodings, parameters, controls, Unicode, ends of names")
    void spellings() throws IOException {
        List<String> targets = HostileTargets.all();
        assertThat(targets).hasSizeGreaterThan(6_000);
        attack(targets.stream().map(target -> request("GET", target)).toList(), prefixes());
    }

    @Test
    @DisplayName("guards of exact paths hold as well as guards of prefixes")
    void exactGuards() throws IOException {
        HttpFilter exact = PathFilter.of(refusing, "/guarded/secret.txt", "/mounted/guarded/secret.txt");
        List<String> requests = HostileTargets.all().stream()
                .filter(target -> !target.contains("/index.html"))
                .map(target -> request("GET", target))
                .toList();
        for (HandlerFactory handlers : List.of(behind().get(0), behind().get(4), behind().get(6))) {
            try (TestServer server = TestServer.with(handlers)
                    .setup(setup -> setup.filter(exact))
                    .start()) {
                assertThat(ask(server.port(), requests)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("absolute, authority and asterisk forms of the target, and forms that look like them")
    void otherForms() throws IOException {
        List<String> requests = new ArrayList<>();
        List<String> targets = HostileTargets.all();
        for (int i = 0; i < targets.size(); i += 17) {
            for (String form : HostileTargets.inOtherForms(targets.get(i))) {
                requests.add(request("GET", form));
            }
        }
        attack(requests, prefixes());
    }

    @Test
    @DisplayName("every method, methods in other letters, and fields that some servers believe")
    void methodsAndFields() throws IOException {
        List<String> requests = new ArrayList<>();
        for (String target :
                List.of("/guarded/secret.txt", "/guarded//secret.txt", "/%67uarded/secret.txt", "/guarded/")) {
            for (String method : List.of(
                    "GET",
                    "HEAD",
                    "POST",
                    "PUT",
                    "DELETE",
                    "PATCH",
                    "OPTIONS",
                    "TRACE",
                    "CONNECT",
                    "PROPFIND",
                    "get",
                    "Get",
                    "QUERY",
                    "X",
                    "GUARDED",
                    "PRI")) {
                requests.add(request(method, target, method.equals("HEAD") ? "Connection: close\r\n" : ""));
                requests.add(
                        request("POST", target, "Content-Length: 0\r\nX-HTTP-Method-Override: " + method + "\r\n"));
            }
            for (String field : List.of(
                    "X-Original-URL",
                    "X-Rewrite-URL",
                    "X-Original-URI",
                    "X-Forwarded-Prefix",
                    "X-Forwarded-Path",
                    "Location",
                    "X-Accel-Redirect",
                    "X-Sendfile",
                    "Content-Location",
                    "X-Forwarded-Uri",
                    "Destination")) {
                requests.add(request("GET", "/open", field + ": " + target + "\r\n"));
                requests.add(request("GET", target, field + ": /open\r\n"));
            }
            for (String field : List.of(
                    "X-Forwarded-For: 127.0.0.1",
                    "Forwarded: for=127.0.0.1;path=/open",
                    "X-Real-IP: 127.0.0.1",
                    "Expect: 100-continue",
                    "Range: bytes=0-3",
                    "If-None-Match: *",
                    "If-Match: *",
                    "Upgrade: h2c",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x",
                    "Content-Length: 99",
                    "Transfer-Encoding: chunked",
                    "Accept: text/html",
                    "Host: other")) {
                requests.add(request("GET", target, field + "\r\nConnection: close\r\n"));
            }
        }
        attack(requests, prefixes());
    }

    @Test
    @DisplayName("without the guard, the same targets do reach the secret")
    void withoutTheGuard() throws IOException {
        List<String> requests = HostileTargets.all().stream()
                .map(target -> request("GET", target))
                .toList();
        List<HandlerFactory> all = behind();
        for (int i = 0; i < all.size(); i++) {
            try (TestServer server = TestServer.serve(all.get(i))) {
                assertThat(ask(server.port(), requests)).as("server " + i).hasSizeGreaterThan(100);
            }
        }
    }
}
