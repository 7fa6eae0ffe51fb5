package org.kamaelia.benchmarks;

import java.nio.file.Path;
import org.kamaelia.benchmarks.tls.PlainAndSecure;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.SimpleServer;

/** The workloads on the core alone, with default settings. */
final class CoreServer {
    private CoreServer() {}

    /**
     * The resources of the server.
     *
     * @param directory holds the file {@code 1m}
     */
    static HttpSetup setup(Path directory) {
        return HttpSetup.of(ResourceGlue.of()
                .at("/plaintext", "GET", Workloads.plaintext())
                .at("/json", "GET", Workloads.json())
                .at("/bytes/1m", "GET", Workloads.megabyte())
                .at("/chunked", "GET", Workloads.chunked())
                .at("/echo", "POST", Workloads.echo())
                .at("/file/", "GET", Workloads.files(directory))
                .at("/stream/100m", "GET", Workloads.stream())
                .at("/ws", Workloads.webSocketEcho())
                .at("/ws/stream", Workloads.webSocketStream())
                .at("/ws/all", Workloads.webSocketToAll()));
    }

    /**
     * A server without TLS that has not been started.
     *
     * @param port 0 for any
     * @param directory holds the file {@code 1m}
     */
    static SimpleServer create(int port, Path directory) {
        return PlainAndSecure.plain(setup(directory), port);
    }

    /** Runs the server on a port, and with TLS on the port two above it, until the process ends. */
    static void run(int port, Path directory) {
        PlainAndSecure.run(setup(directory), port);
    }
}
