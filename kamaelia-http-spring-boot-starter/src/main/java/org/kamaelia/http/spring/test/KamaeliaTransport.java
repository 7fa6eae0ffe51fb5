package org.kamaelia.http.spring.test;

/** How the clients of a test reach the servers. */
public enum KamaeliaTransport {
    /** Over free ports of this machine, as clients from outside do. */
    PORT,
    /** In memory: no server listens anywhere, and nothing of a socket is needed. */
    IN_MEMORY
}
