package org.kamaelia.http.server;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;

/** A server for a process of its own with a small heap. It prints its port, and ends with its standard input. */
final class SmallHeapServer {
    private static final byte[] BLOCK = new byte[16 * 1024];

    private SmallHeapServer() {}

    public static void main(String[] arguments) throws Exception {
        EventLoops loops = EventLoops.create(2);
        SimpleServer[] server = new SimpleServer[1];
        HandlerFactory routes = ResourceGlue.of()
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/held", HandlerFactory.oneShot(request -> Response.text(Long.toString(loops.heldBytes()))))
                .at("/shed", HandlerFactory.oneShot(request -> Response.text(Long.toString(shed(server[0])))))
                .at("/hoard", HandlerFactory.blocking((request, in, out) -> out.respond(Response.text(hoard()))))
                .at(
                        "/endless",
                        request -> ScriptedHandler.starting(handler -> handler.sendFirst(
                                        Response.ok("text/plain").endless()))
                                .andStepping(handler -> {
                                    while (handler.out().hasRoom()) {
                                        handler.out().send(ResponsePart.of(BLOCK));
                                    }
                                }));
        HttpSetup setup = HttpSetup.of(routes);
        server[0] = SimpleServer.of(() -> new HttpServer(setup))
                .address(InetAddress.getByName("0.0.0.0"))
                .port(0)
                .loops(loops)
                .start();
        System.out.println(server[0].localPort());
        System.in.read();
        System.exit(0);
    }

    private static long shed(SimpleServer server) {
        return server.connectionStatistics().stream()
                .mapToLong(one -> one.closed(CloseCause.SHED))
                .sum();
    }

    /** Takes all memory that there is, so that others find none, and gives it back. */
    private static String hoard() throws InterruptedException {
        List<byte[]> all = new ArrayList<>();
        for (int size = 1 << 20, failures = 0; failures < 24; ) {
            try {
                all.add(new byte[size]);
            } catch (OutOfMemoryError none) {
                failures++;
                size = Math.max(16, size / 2);
                Thread.onSpinWait();
            }
        }
        return "hoarded " + all.size() + "\n";
    }
}
