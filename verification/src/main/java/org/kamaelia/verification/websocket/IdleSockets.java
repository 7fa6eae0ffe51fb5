package org.kamaelia.verification.websocket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.net.SimpleServer;

/**
 * The memory of idle WebSockets, compared with that of idle HTTP connections. Both ends of each connection are in this JVM;
 * what the client's end costs is the same for both, so it does not count in the difference.
 */
public final class IdleSockets {
    private static final long MOST_BYTES = 2 * 1024;
    private static final long SETTLING_MILLIS = 4_000;

    private IdleSockets() {}

    /** Argument: how many connections. Ends with status 1 if a WebSocket costs too much. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        ResourceGlue routes = ResourceGlue.of()
                .at("/", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/ws", WebSocket.perMessage(message -> message));
        try (SimpleServer server =
                SimpleServer.of(() -> new HttpServer(routes)).port(0).start()) {
            int port = server.localPort();
            cost(100, () -> Opened.webSocket(port, 0)); // loads the classes
            long http = cost(count, () -> Opened.http(port));
            long webSocket = cost(count, () -> Opened.webSocket(port, 0));
            long more = webSocket - http;
            System.out.printf(
                    "%,d idle connections: HTTP %,d bytes each, WebSocket %,d, which is %,d more; at most %,d are allowed%n",
                    count, http, webSocket, more, MOST_BYTES);
            if (more > MOST_BYTES) {
                System.exit(1);
            }
        }
    }

    private interface Opening {
        SocketChannel open() throws IOException;
    }

    private static long cost(int count, Opening how) throws IOException, InterruptedException {
        long before = Opened.heap();
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(how.open());
        }
        Thread.sleep(SETTLING_MILLIS);
        long after = Opened.heap();
        for (SocketChannel one : all) {
            one.close();
        }
        Thread.sleep(SETTLING_MILLIS);
        return (after - before) / count;
    }
}
