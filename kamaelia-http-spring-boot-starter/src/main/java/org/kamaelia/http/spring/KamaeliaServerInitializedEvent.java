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
    private final String scheme;

    /** An event of these servers. */
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

    /** The port on which it listens; -1 for a Unix domain socket, which {@link #getServers()} tells. */
    public int getPort() {
        return port;
    }

    /** {@code https} if it speaks TLS, else {@code http}. */
    public String getScheme() {
        return scheme;
    }
}
