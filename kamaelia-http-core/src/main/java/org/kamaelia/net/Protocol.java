package org.kamaelia.net;

/**
 * What a {@link SimpleServer} makes for each connection that it accepts: the component, or graph, that speaks a protocol
 * with the client. Called on the event loop of the connection only.
 */
public interface Protocol {
    /**
     * Links itself to the transport, both ways, and activates its components. The transport is live and reads as soon as
     * its outbox is linked and has room. It tells the end of what the client sends with {@code ProducerFinished} (the client
     * has closed its sending side) or {@code Shutdown} (the connection broke), and is closed in the same words.
     */
    void connected(Transport transport);

    /** The server stops: finish what is under way, begin nothing new, then close. */
    void drain();
}
