package org.kamaelia.benchmarks.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.Map;
import org.kamaelia.benchmarks.tls.PlainAndSecure;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.kamaelia.net.SimpleServer;

/** The resources that protocol test suites ask for. Request bodies have no limit; everything else is by default. */
public final class ConformanceServer {
    /** The path {@code /} and nothing below it. */
    private static final String ROOT = "/{$}";

    private static final String LATIN_1 = "text/plain; charset=iso-8859-1";

    private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

    private ConformanceServer() {}

    /**
     * The resources of the server.
     *
     * @param directory what {@code /static/} serves
     */
    static HttpSetup setup(Path directory) {
        HandlerFactory body = RootPage.guarding(request -> new BodyBack());
        ResourceGlue routes = ResourceGlue.of()
                .at(ROOT, "GET", RootPage.handlers())
                .at(ROOT, "POST", body)
                .at(ROOT, "PUT", body)
                .at(ROOT, "PATCH", body)
                .at("/static/", Minimal.of(directory))
                .at("/ws", echo())
                .at("/cookie", "GET", HandlerFactory.oneShot(ConformanceServer::cookies));
        HandlerFactory fields = HandlerFactory.oneShot(ConformanceServer::fields);
        for (String method : new String[] {"GET", "POST", "PUT", "PATCH"}) {
            routes = routes.at("/echo", method, fields);
        }
        return HttpSetup.of(routes).limits(HttpLimits.defaults().requestBody(0));
    }

    /**
     * A server without TLS that has not been started.
     *
     * @param port 0 for any
     * @param directory what {@code /static/} serves
     */
    public static SimpleServer create(int port, Path directory) {
        return PlainAndSecure.plain(setup(directory), port).name("conformance");
    }

    /** Runs the server on a port, and with TLS on the port two above it, until the process ends. */
    public static void run(int port, Path directory) {
        PlainAndSecure.run(setup(directory), port);
    }

    /** Sends messages back as they came, from pages of any origin. */
    private static WebSocket echo() {
        return WebSocket.perMessage(message -> message)
                .settings(WebSocketSettings.defaults().limits(LARGEST_MESSAGE, LARGEST_MESSAGE))
                .origins("*");
    }

    /** The field lines as they came, octet by octet. */
    private static Response fields(Request request) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> field : request.fields()) {
            lines.append(field.getKey()).append(": ").append(field.getValue()).append('\n');
        }
        return latin1(lines);
    }

    private static Response cookies(Request request) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> cookie : request.cookies()) {
            lines.append(cookie.getKey()).append('=').append(cookie.getValue()).append('\n');
        }
        return latin1(lines);
    }

    private static Response latin1(StringBuilder text) {
        return Response.bytes(LATIN_1, text.toString().getBytes(ISO_8859_1));
    }
}
