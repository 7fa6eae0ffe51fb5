package org.kamaelia.http.exchange;

import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;

/**
 * A connection, with the values that trusted proxies report.
 *
 * @param remoteAddress the address of the client; null if the proxies do not know it
 * @param host the host that the client asked for; null for that of the request
 */
record ForwardedOrigin(
        Request.Origin connection,
        @Nullable SocketAddress remoteAddress,
        boolean isSecure,
        @Nullable String host) implements Request.Origin {
    @Override
    public String serverName() {
        return connection.serverName();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return connection.tlsSession();
    }
}
