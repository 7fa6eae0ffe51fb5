package org.kamaelia.benchmarks;

import java.nio.file.Path;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;

/** The workloads on the core alone, with default settings. */
final class CoreServer {
    private CoreServer() {}

    /**
     * A server that has not been started.
     *
     * @param port 0 for any
     * @param directory holds the file {@code 1m}
     */
    static SimpleServer create(int port, Path directory) {
        HttpSetup setup = HttpSetup.of(ResourceGlue.of()
                .at("/plaintext", "GET", Workloads.plaintext())
                .at("/json", "GET", Workloads.json())
                .at("/bytes/1m", "GET", Workloads.megabyte())
                .at("/chunked", "GET", Workloads.chunked())
                .at("/echo", "POST", Workloads.echo())
                .at("/file/", "GET", Workloads.files(directory))
                .at("/stream/100m", "GET", Workloads.stream())
                .at("/ws", Workloads.webSocketEcho())
                .at("/ws/stream", Workloads.webSocketStream()));
        return SimpleServer.of(() -> new HttpServer(setup)).port(port);
    }
}
