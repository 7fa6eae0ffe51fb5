package org.kamaelia.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Graphline;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.exchange.HttpExchange;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.http1.Http1Connection;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/**
 * The protocol component for one connection, as Kamaelia's {@code HTTPServer}: the components of the version of HTTP that
 * the connection speaks, wired to its transport. It is not the listener; that is {@link org.kamaelia.net.SimpleServer},
 * which makes one of these for every connection.
 */
public final class HttpServer extends Graphline<IoBuffer, IoBuffer> implements Protocol {
    private static final HttpStatistics UNNAMED = new HttpStatistics();

    private final HttpSetup setup;
    private @Nullable Http1Connection connection;

    /** A protocol component with default limits, whose responses are counted with all others of this kind. */
    public HttpServer(HandlerFactory handlers) {
        this(HttpSetup.of(handlers).statistics(UNNAMED));
    }

    /** A protocol component with a set-up that it shares with the other connections of its server. */
    public HttpServer(HttpSetup setup) {
        this.setup = setup;
    }

    /** The boxes that every connection has, for statistics that begin before the first connection does. */
    public static List<BoxSpec<?>> boxes() {
        List<BoxSpec<?>> all = new ArrayList<>();
        all.add(Connection.INBOX);
        all.addAll(Http1Connection.boxes());
        all.add(HttpExchange.box());
        all.add(Handler.INBOX);
        return List.copyOf(all);
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
