package org.kamaelia.benchmarks.tls;

import java.io.UncheckedIOException;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;

/**
 * The same resources on two ports: HTTP/1.1, and HTTP/2 by prior knowledge, on a port without TLS; both over TLS, chosen by
 * ALPN, on the port two above it.
 */
public final class PlainAndSecure {
    /** How far the port with TLS is above the port without it. The port between them is for actuator. */
    public static final int OFFSET = 2;

    private static final int HIGHEST_PORT = 65_535;

    private PlainAndSecure() {}

    /**
     * Makes the server without TLS, which has not been started.
     *
     * @param port 0 for any
     */
    public static SimpleServer plain(HttpSetup setup, int port) {
        HttpSetup both = setup.http2(setup.http2().clearText(true));
        return SimpleServer.of(() -> new HttpServer(both)).port(port);
    }

    /**
     * Makes the server with TLS, which has not been started.
     *
     * @param port 0 for any
     */
    public static SimpleServer secure(HttpSetup setup, int port) {
        return SimpleServer.of(() -> new HttpServer(setup))
                .name("tls")
                .port(port)
                .tls(TlsSetup.of(OwnCertificate.context()));
    }

    /**
     * Runs both servers until the process ends. The one with TLS starts last and beside the other, because making a
     * certificate takes longer than starting a server. The other runs alone if the port above it is not free.
     */
    public static void run(HttpSetup setup, int port) {
        SimpleServer plain = plain(setup, port).start();
        new Thread(() -> startSecure(setup, plain.localPort() + OFFSET), "tls-start").start();
        waitForever();
    }

    private static void startSecure(HttpSetup setup, int port) {
        if (port > HIGHEST_PORT) {
            System.err.println("No TLS: there is no port " + port);
            return;
        }
        try {
            secure(setup, port).start();
        } catch (UncheckedIOException taken) {
            System.err.println("No TLS on port " + port + ": " + taken.getMessage());
        }
    }

    private static void waitForever() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
