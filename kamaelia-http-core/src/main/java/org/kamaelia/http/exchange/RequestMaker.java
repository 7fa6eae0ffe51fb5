package org.kamaelia.http.exchange;

import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.spi.HandlerSupport;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.net.transport.ClientKey;
import org.kamaelia.net.transport.Transport;

/** Makes the requests of one connection from the heads that a parser has read. Used on one event loop. */
public final class RequestMaker {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Transport transport;
    private final Request.Origin connection;
    private final @Nullable Forwarding forwarding;
    private final HandlerSupport support;

    /** Makes an object for the requests of one transport. */
    public RequestMaker(HttpSetup setup, Transport transport) {
        this.transport = transport;
        this.connection = new Connection(transport);
        this.forwarding = transport.isClientKnown() ? setup.forwarding() : null;
        this.support = new HandlerSupport(setup.blocking(), setup.exceptions());
    }

    /** The connection as an origin, without the values that proxies report. */
    public Request.Origin connection() {
        return connection;
    }

    /** Makes the request with this head. */
    public Request make(RequestHead head) {
        Request.Origin origin = connection;
        if (forwarding != null) {
            origin = forwarding.of(head, connection);
            if (origin != connection) {
                transport.actsFor(ClientKey.of(origin.remoteAddress()));
            }
        }
        return ACCESS.request(head, origin, support);
    }

    /** A connection as the origin of requests. */
    private record Connection(Transport transport) implements Request.Origin {
        @Override
        public String serverName() {
            return transport.serverName();
        }

        @Override
        public @Nullable SocketAddress remoteAddress() {
            return transport.remoteAddress();
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return transport.localAddress();
        }

        @Override
        public @Nullable SSLSession tlsSession() {
            return transport.tlsSession();
        }
    }
}
