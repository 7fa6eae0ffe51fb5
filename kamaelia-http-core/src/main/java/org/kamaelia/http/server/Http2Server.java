package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.http.exchange.HttpExchange;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.http2.Http2Connection;
import org.kamaelia.http.http2.TlsAdequacy;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.Transport;

/**
 * The protocol component for one connection of HTTP/2 (RFC 9113). A server that speaks {@link HttpServer} makes it by
 * itself, as the {@linkplain HttpSetup#http2() settings} say. A server that speaks nothing but HTTP/2 is made with
 * {@link #factory}.
 */
public final class Http2Server implements Protocol {
    /** The name of HTTP/2 over TLS (RFC 9113 section 3.1). */
    private static final String NAME = "h2";

    /** The beginning of the connection preface (RFC 9113 section 3.4). All of it is read by the connection. */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

    private final HttpSetup setup;
    private @Nullable Http2Connection connection;

    /** Makes a protocol component with the settings that all connections of a server share. */
    public Http2Server(HttpSetup setup) {
        this.setup = setup;
    }

    /**
     * Makes the protocol of connections that agree on {@code h2} by ALPN, with a cipher suite that HTTP/2 allows. If the
     * settings allow HTTP/2 in clear text, a connection without TLS may begin with its preface.
     */
    public static ProtocolFactory factory(HttpSetup setup) {
        ProtocolFactory overTls =
                ProtocolFactory.of(NAME, () -> new Http2Server(setup)).suiting(TlsAdequacy::isAdequate);
        return setup.http2().clearText() ? overTls.beginningWith(PREFACE) : overTls;
    }

    /** The boxes of every connection, so that their statistics can be declared before the first connection. */
    public static List<BoxSpec<?>> boxes() {
        List<BoxSpec<?>> all = new ArrayList<>();
        all.add(Connection.INBOX);
        all.addAll(Http2Connection.boxes());
        all.add(HttpExchange.box());
        all.add(ServerAccess.get().bodyBox());
        return List.copyOf(all);
    }

    @Override
    public void connected(Transport transport) {
        Http2Connection opened = new Http2Connection(setup, transport);
        connection = opened;
        transport.outbox().linkTo(opened.fromClient());
        opened.toClient().linkTo(transport.inbox());
        transport.loop().activate(opened, Objects.requireNonNull(transport.group()));
    }

    @Override
    public void drain() {
        if (connection != null) {
            connection.drain();
        }
    }
}
