package org.kamaelia.verification.floods;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;

/** The server that is flooded. Prints its port, and ends with its standard input. */
public final class FloodServer {
    private static final int BIG = 100_000;

    private FloodServer() {}

    /** Runs the server. */
    public static void main(String[] arguments) throws Exception {
        HandlerFactory routes = ResourceGlue.of()
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n")))
                .at("/big", HandlerFactory.oneShot(request -> Response.text("x".repeat(BIG))))
                .at("/memory", HandlerFactory.oneShot(request -> Response.text(usedMemory() + "\n")));
        HttpSetup setup = HttpSetup.of(routes);
        HttpSetup both = setup.http2(setup.http2().clearText(true).windowStall(Duration.ofSeconds(3)));
        SimpleServer server =
                SimpleServer.of(() -> new HttpServer(both)).port(0).start();
        System.out.println(server.localPort());
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    /** The used heap after a collection, in bytes. */
    private static long usedMemory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
