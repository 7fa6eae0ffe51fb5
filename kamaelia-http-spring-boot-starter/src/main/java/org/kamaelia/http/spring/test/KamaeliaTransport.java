package org.kamaelia.http.spring.test;

/** How the clients of a test reach the servers. */
public enum KamaeliaTransport {
    /** Over free ports of this machine, like clients outside the JVM. */
    PORT,
    /** In memory: no server listens on a port, and no sockets are used. */
    IN_MEMORY
}
