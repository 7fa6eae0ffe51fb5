package org.kamaelia.http.spring;

import org.springframework.context.ApplicationEvent;

/**
 * A server accepts connections. Published once for each server, after all of them have been started and when
 * {@code local.kamaelia.<server>.port} can be read from the environment.
 */
public class KamaeliaServerInitializedEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    private final String serverName;
    private final int port;

    /** An event of these servers. */
    public KamaeliaServerInitializedEvent(KamaeliaServers source, String serverName, int port) {
        super(source);
        this.serverName = serverName;
        this.port = port;
    }

    /** The servers. */
    public KamaeliaServers getServers() {
        return (KamaeliaServers) getSource();
    }

    /** The name of the server. */
    public String getServerName() {
        return serverName;
    }

    /** The port on which it listens. */
    public int getPort() {
        return port;
    }
}
