package org.kamaelia.verification.smuggling;

/** A server that answers each request with its method and target and records it. */
interface Origin extends AutoCloseable {
    /** The port on loopback. */
    int port();

    /** What its handlers have seen. */
    Recorder recorder();

    /** Ends all connections; nothing is recorded after it. */
    @Override
    void close();
}
