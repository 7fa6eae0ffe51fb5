package org.kamaelia.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of loopback. They lie below the ports that the system gives to clients, so that no client takes one before
 * the server does.
 */
public final class FreePorts {
    private static final int MIN = 20_000;
    private static final int MAX = 32_000;

    private FreePorts() {}

    /** A free port whose next one is free as well. */
    public static int pair() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(MIN, MAX);
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
