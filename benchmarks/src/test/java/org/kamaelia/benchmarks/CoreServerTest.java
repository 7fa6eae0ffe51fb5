package org.kamaelia.benchmarks;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.net.SimpleServer;

@DisplayName("The core's server offers every workload")
class CoreServerTest extends WorkloadChecks {
    private static SimpleServer server;

    @BeforeAll
    static void start() {
        server = CoreServer.create(0, directory).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    int port() {
        return server.localPort();
    }
}
