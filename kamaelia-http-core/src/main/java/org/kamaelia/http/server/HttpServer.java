package org.kamaelia.http.server;

import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Graphline;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.http1.HttpParser;
import org.kamaelia.http.http1.HttpRequestHandler;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/**
 * The protocol component for one connection: a parser linked to a request handler, as Kamaelia's {@code HTTPServer}. It
 * is not the listener; that is {@link org.kamaelia.net.SimpleServer}, which makes one of these for every connection.
 */
public final class HttpServer extends Graphline<IoBuffer, IoBuffer> implements Protocol, Request.Origin {
    private static final HttpStatistics UNNAMED = new HttpStatistics();

    private final HttpSetup setup;
    private @Nullable Transport transport;
    private @Nullable HttpParser parser;
    private @Nullable HttpRequestHandler requests;

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
        return List.of(
                Connection.INBOX,
                HttpParser.INBOX,
                HttpRequestHandler.INBOX,
                HttpRequestHandler.RESPONSES,
                Handler.INBOX);
    }

    @Override
    public void connected(Transport connection) {
        transport = connection;
        HttpLimits limits = setup.limits();
        Bounds bounds = connection.bounds(limits.buffered());
        ByteBound incoming = bounds.incoming();
        ByteBound outgoing = bounds.outgoing();
        HttpParser parsing = add(new HttpParser(this, limits, incoming, connection.account()));
        HttpRequestHandler handler = add(new HttpRequestHandler(this, setup, connection, incoming, outgoing));
        parser = parsing;
        requests = handler;
        parsing.outbox().linkTo(handler.inbox());
        in(parsing.inbox()).out(handler.outbox());
        connection.outbox().linkTo(inbox());
        outbox().linkTo(connection.inbox());
        connection.loop().activate(this, java.util.Objects.requireNonNull(connection.group()));
    }

    @Override
    public void drain() {
        if (requests != null) {
            requests.drain();
        }
    }

    /** Whether no byte of a further request has come in. */
    public boolean isIdle() {
        return parser != null && parser.isIdle();
    }

    /** Where a request came from: this connection, or what trusted proxies say. */
    public Request.Origin origin(Fields head) {
        Forwarding forwarding = setup.forwarding();
        return forwarding == null ? this : forwarding.of(head, this);
    }

    /** The limits that hold for a request: those of its path once it has a handler. */
    public HttpLimits limitsOf(@Nullable Request request) {
        return requests == null ? setup.limits() : requests.limitsOf(request);
    }

    /** Nothing is under way: leaves the connection to its transport, if that can wait by itself, and ends. */
    public boolean park(long idleNanos) {
        if (!transport().park(idleNanos)) {
            return false;
        }
        outbox().unlink();
        stop();
        return true;
    }

    /** The connection is over: ends parser and request handler. */
    public void end() {
        stop();
    }

    private Transport transport() {
        return java.util.Objects.requireNonNull(transport);
    }

    @Override
    public String serverName() {
        return transport().serverName();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return transport().remoteAddress();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return transport().localAddress();
    }

    @Override
    public @Nullable Executor blockingExecutor() {
        return setup.blocking();
    }

    @Override
    public @Nullable HandlerExceptionMapper exceptionMapper() {
        return setup.exceptions();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return transport().tlsSession();
    }
}
