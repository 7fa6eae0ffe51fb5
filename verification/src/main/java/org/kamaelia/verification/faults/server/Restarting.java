package org.kamaelia.verification.faults.server;

import java.time.Duration;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.SimpleServer;

/** A server that is stopped gracefully and started again on its port, time after time, on a thread of its own. */
final class Restarting {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long UP_MILLIS = 1_500;

    private final ResourceGlue routes;
    private final Thread thread = new Thread(this::run, "restarting");
    private volatile SimpleServer server;
    private volatile long restarts;

    Restarting(ResourceGlue routes) {
        this.routes = routes;
        server = FaultServer.server("restarting", routes);
    }

    void start() {
        server.start();
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.localPort();
    }

    long restarts() {
        return restarts;
    }

    private void run() {
        int port = port();
        try {
            while (true) {
                Thread.sleep(UP_MILLIS);
                while (server.connections() == 0) {
                    Thread.sleep(1);
                }
                server.stop(GRACE).join();
                server = FaultServer.server("restarting", routes).port(port).start();
                restarts++;
            }
        } catch (InterruptedException stopped) {
            server.stop(Duration.ZERO).join();
        }
    }

    /** Stops the server, and waits until it has stopped. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
