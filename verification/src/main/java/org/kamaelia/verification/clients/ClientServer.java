package org.kamaelia.verification.clients;

import org.kamaelia.benchmarks.Echo;
import org.kamaelia.benchmarks.tls.PlainAndSecure;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketHandler;
import org.kamaelia.net.SimpleServer;

/**
 * The server for the clients: HTTP/2 by prior knowledge on one port, and by ALPN on another. Prints both ports, and ends with
 * its standard input.
 */
public final class ClientServer {
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    /** A page that tells the server how it was fetched, and how its WebSocket was opened. */
    private static final String PAGE = """
            <!doctype html><title>HTTP/2</title>
            <script>
            const socket = new WebSocket('wss://' + location.host + '/opened');
            socket.onmessage = message => {
                const page = performance.getEntriesByType('navigation')[0].nextHopProtocol;
                fetch('/report?' + encodeURIComponent('page ' + page + ', WebSocket ' + message.data));
            };
            </script>
            """;

    private static volatile String report = "";

    private ClientServer() {}

    /** Tells the client how it has opened the WebSocket. */
    private static final class Opened extends WebSocketHandler {
        @Override
        protected void start() {
            outbox.send(Message.text(request().version() + " " + request().method()));
        }

        @Override
        protected void step() {
            inbox.discardAll();
        }
    }

    /** Runs the server. */
    public static void main(String[] arguments) throws Exception {
        HandlerFactory routes = ResourceGlue.of()
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n")))
                .at("/echo", request -> new Echo())
                .at("/page", HandlerFactory.oneShot(request -> Response.html(PAGE)))
                .at("/opened", WebSocket.of(request -> new Opened()))
                .at("/report", HandlerFactory.oneShot(ClientServer::report))
                .at("/reported", HandlerFactory.oneShot(request -> Response.text(report + "\n")))
                .at("/kamaelia.Echo/", request -> new GrpcEcho());
        HttpSetup setup = HttpSetup.of(routes).limits(HttpLimits.defaults().requestBody(LARGEST_BODY));
        SimpleServer plain = PlainAndSecure.plain(setup, 0).start();
        SimpleServer secure = PlainAndSecure.secure(setup, 0).start();
        System.out.println(plain.localPort() + " " + secure.localPort());
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    private static Response report(Request request) {
        report = String.valueOf(request.query());
        return Response.text("noted\n");
    }
}
