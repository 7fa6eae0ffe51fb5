package org.kamaelia.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Conditional;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.Ranged;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;

@DisplayName("What applications are compiled against keeps its names and its meaning: the examples of the README")
class CompiledAgainstTest {
    @TempDir
    Path directory;

    private static final class Countdown extends Handler {
        private int n = 3;

        @Override
        protected void start() {
            begin(Response.ok("text/plain; charset=utf-8"));
        }

        @Override
        protected void step() {
            while (n > 0 && outbox.hasRoom()) {
                outbox.send(ResponsePart.text(n-- + "\n"));
            }
            if (n == 0) {
                finish();
            }
        }
    }

    private static final class Counter extends PersistentHandler {
        private int n;

        @Override
        protected void request(Request request) {
            respond(Response.text(++n + "\n"));
        }
    }

    private ResourceGlue routes() throws Exception {
        Files.writeString(directory.resolve("file.txt"), "a file\n");
        HandlerFactory report = HandlerFactory.oneShot(request -> Response.text("report\n"));
        HandlerFactory small = HandlerFactory.oneShot(64 * 1024, (request, body) -> Response.text(body.length + "\n"));
        HandlerFactory export = HandlerFactory.blocking((request, in, out) -> {
            out.begin(Response.ok("text/csv"));
            out.write("a,b\n".getBytes());
        });
        return ResourceGlue.of()
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n")))
                .at("/{$}", HandlerFactory.oneShot(request -> Response.html("<p>home")))
                .at("/users/{id}", "GET", HandlerFactory.oneShot(r -> Response.text(r.variable("id"))))
                .at("/small", small)
                .at("/export", export)
                .at("/remote", HandlerFactory.async(r -> CompletableFuture.completedFuture(Response.text("remote\n"))))
                .at("/count", request -> new Countdown())
                .at("/hits", HandlerFactory.persistent(new Counter()))
                .at("/files/", Minimal.of(directory))
                .at(
                        "/report",
                        Ranged.around(Conditional.around(Compressed.defaults().around(report))))
                .at("/upload/", small.within(PathLimits.none().requestBody(0).firstPart(Duration.ofMinutes(5))));
    }

    private static String ask(int port, String path) throws Exception {
        return Ask.get(port, path).body();
    }

    @Test
    @DisplayName("each example answers")
    void examplesAnswer() throws Exception {
        HandlerFactory routes = routes();
        SimpleServer server =
                SimpleServer.of(() -> new HttpServer(routes)).port(0).start();
        try {
            int port = server.localPort();
            assertThat(ask(port, "/hello")).isEqualTo("hello\n");
            assertThat(ask(port, "/")).isEqualTo("<p>home");
            assertThat(ask(port, "/users/7")).isEqualTo("7");
            assertThat(ask(port, "/small")).isEqualTo("0\n");
            assertThat(ask(port, "/export")).isEqualTo("a,b\n");
            assertThat(ask(port, "/remote")).isEqualTo("remote\n");
            assertThat(ask(port, "/count")).isEqualTo("3\n2\n1\n");
            assertThat(ask(port, "/hits")).isEqualTo("1\n");
            assertThat(ask(port, "/hits")).isEqualTo("2\n");
            assertThat(ask(port, "/files/file.txt")).isEqualTo("a file\n");
            assertThat(ask(port, "/report")).isEqualTo("report\n");
            assertThat(ask(port, "/upload/x")).isEqualTo("0\n");
        } finally {
            server.stop(Duration.ofSeconds(1)).join();
        }
    }

    @Test
    @DisplayName("the entrances in their former places lead to the new ones")
    @SuppressWarnings("deprecation")
    void formerPlaces() throws Exception {
        HandlerFactory hello = HandlerFactory.oneShot(request -> Response.text("hello\n"));
        Files.writeString(directory.resolve("file.txt"), "a file\n");
        HandlerFactory routes = org.kamaelia.http.resource.ResourceGlue.of()
                .at(
                        "/hello",
                        org.kamaelia.http.resource.Ranged.around(org.kamaelia.http.resource.Conditional.around(
                                org.kamaelia.http.resource.Compressed.defaults().around(hello))))
                .at("/files/", org.kamaelia.http.resource.Minimal.of(directory));
        SimpleServer server =
                SimpleServer.of(() -> new HttpServer(routes)).port(0).start();
        try {
            assertThat(ask(server.localPort(), "/hello")).isEqualTo("hello\n");
            assertThat(ask(server.localPort(), "/files/file.txt")).isEqualTo("a file\n");
        } finally {
            server.stop(Duration.ofSeconds(1)).join();
        }
    }
}
