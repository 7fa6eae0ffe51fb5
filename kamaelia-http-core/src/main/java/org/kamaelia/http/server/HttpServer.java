package org.kamaelia.http.server;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Graphline;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.exchange.Http2Settings;
import org.kamaelia.http.exchange.HttpExchange;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.http1.Http1Connection;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.ProtocolFamily;
import org.kamaelia.net.transport.Transport;

/**
 * The protocol component for one connection, like Kamaelia's {@code HTTPServer}: the components of HTTP/1, wired to the
 * transport of the connection. Connections that agree on HTTP/2 are served by {@link Http2Server} instead. This class is not the listener. The listener is {@link org.kamaelia.net.SimpleServer},
 * which makes one {@code HttpServer} for every connection.
 */
public final class HttpServer extends Graphline<IoBuffer, IoBuffer> implements ProtocolFamily {
    private static final HttpStatistics UNNAMED = new HttpStatistics();

    private final HttpSetup setup;
    private @Nullable Http1Connection connection;

    /** Makes a protocol component with default settings. All components made in this way share their statistics. */
    public HttpServer(HandlerFactory handlers) {
        this(HttpSetup.of(handlers).statistics(UNNAMED));
    }

    /** Makes a protocol component with the settings that all connections of a server share. */
    public HttpServer(HttpSetup setup) {
        this.setup = setup;
    }

    /** The boxes of every connection, so that their statistics can be declared before the first connection. */
    public static List<BoxSpec<?>> boxes() {
        List<BoxSpec<?>> all = new ArrayList<>();
        all.add(Connection.INBOX);
        all.addAll(Http1Connection.boxes());
        all.add(HttpExchange.box());
        all.add(ServerAccess.get().bodyBox());
        return List.copyOf(all);
    }

    /** HTTP/2, if the {@linkplain HttpSetup#http2() settings} have it. */
    @Override
    public List<ProtocolFactory> preferred(boolean overTls) {
        Http2Settings http2 = setup.http2();
        boolean spoken = overTls ? http2.overTls() : http2.clearText();
        return spoken ? List.of(Http2Server.factory(setup)) : List.of();
    }

    /** A proxy that is trusted to name its clients in forwarded fields speaks for many. */
    @Override
    public boolean speaksForMany(@Nullable SocketAddress peer) {
        Forwarding forwarding = setup.forwarding();
        return forwarding != null && forwarding.trusts(peer);
    }

    @Override
    public void connected(Transport transport) {
        Http1Connection opened = new Http1Connection(setup, transport);
        for (Component part : opened.parts()) {
            add(part);
        }
        in(opened.fromClient()).out(opened.toClient());
        connection = opened;
        transport.outbox().linkTo(inbox());
        outbox().linkTo(transport.inbox());
        transport.loop().activate(this, Objects.requireNonNull(transport.group()));
    }

    @Override
    public void drain() {
        if (connection != null) {
            connection.drain();
        }
    }
}
