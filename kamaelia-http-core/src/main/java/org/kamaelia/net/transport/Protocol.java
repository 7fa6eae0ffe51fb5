package org.kamaelia.net.transport;

/**
 * What a server makes for each connection that it accepts: the component, or graph, that speaks a protocol with the
 * client. Called on the event loop of the connection only.
 */
public interface Protocol extends Transport.User {}
