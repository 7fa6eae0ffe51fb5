package org.kamaelia.http.spring;

import org.springframework.context.ApplicationEvent;

/**
 * Says that a server accepts connections. Published once for each server, after all servers have started and after
 * {@code local.kamaelia.<server>.port} has been set in the environment.
 */
public class KamaeliaServerInitializedEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    private final String serverName;
    private final int port;
    private final String scheme;

    /** An event of one of these servers. */
    public KamaeliaServerInitializedEvent(KamaeliaServers source, String serverName, int port) {
        super(source);
        this.serverName = serverName;
        this.port = port;
        this.scheme = KamaeliaServers.scheme(source.servers().get(serverName));
    }

    /** The servers. */
    public KamaeliaServers getServers() {
        return (KamaeliaServers) getSource();
    }

    /** The name of the server. */
    public String getServerName() {
        return serverName;
    }

    /**
     * The port on which the server listens; -1 if it listens on a Unix domain socket. {@link #getServers()} gives
     * access to the socket.
     */
    public int getPort() {
        return port;
    }

    /** {@code https} if the server uses TLS, else {@code http}. */
    public String getScheme() {
        return scheme;
    }
}
