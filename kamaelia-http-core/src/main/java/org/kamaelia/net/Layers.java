package org.kamaelia.net;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.net.proxy.ProxyProtocol;
import org.kamaelia.net.tls.Tls;
import org.kamaelia.net.tls.TlsSettings;
import org.kamaelia.net.transport.AbstractTransport;
import org.kamaelia.net.transport.ClientKey;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.ProtocolFactory;

/**
 * What lies over each new connection of a server, one after the other:
 *
 * <pre>
 *   [PROXY header] --> [TLS handshake --> what ALPN says | first bytes] --> protocol
 * </pre>
 *
 * <p>Used on the loop of the connection.
 */
final class Layers {
    private final ServerSettings settings;
    private final Admittance admittance;
    private final Supplier<Protocol> byDefault;
    private final boolean looksAtFirstBytes;
    private final Consumer<Throwable> onFailure;

    /**
     * The layers of a server.
     *
     * @param admittance bounds the connections of each client, once the client is known
     * @param onFailure is told why a connection could not be set up, after it has begun
     */
    Layers(ServerSettings settings, Admittance admittance, Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.admittance = admittance;
        this.byDefault = settings.protocols().byDefault()::create; // one object for all connections
        this.looksAtFirstBytes = settings.protocols().looksAtFirstBytes();
        this.onFailure = onFailure;
    }

    /** Puts the first layer over a connection that has been opened. */
    void over(Connection connection) throws Exception {
        AddressRanges proxies = settings.bind().isMemory() ? null : settings.proxies();
        if (proxies == null) {
            admit(connection, null);
        } else if (proxies.contains(connection.remoteAddress())) {
            connection.handOver(new ProxyProtocol(connection, settings.mostProxyHeader(), this::behindProxy), null);
        } else {
            connection.abort(CloseCause.REFUSED);
        }
    }

    private void behindProxy(Connection connection, @Nullable IoBuffer readAhead) {
        closingOnFailure(connection, () -> admit(connection, readAhead));
    }

    private void admit(Connection connection, @Nullable IoBuffer readAhead) throws Exception {
        if (connection.isClientKnown() && settings.speaksForMany().test(connection.remoteAddress())) {
            connection.actsFor(ClientKey.UNKNOWN);
        }
        if (admittance.admits(connection)) {
            secure(connection, readAhead);
        } else if (readAhead != null) {
            readAhead.release();
        }
    }

    private void secure(Connection connection, @Nullable IoBuffer readAhead) throws Exception {
        TlsSettings tls = settings.tls();
        if (tls != null) {
            Tls.over(connection, tls, readAhead, this::choose);
        } else if (looksAtFirstBytes) {
            connection.handOver(
                    new FirstBytes(
                            settings.protocols(),
                            (shown, bytes) ->
                                    closingOnFailure(connection, () -> connection.handOver(shown::create, bytes))),
                    readAhead);
        } else {
            connection.handOver(byDefault, readAhead);
        }
    }

    private interface Step {
        void take() throws Exception;
    }

    /** Runs a later step of the setup, and reports its failure. */
    private void closingOnFailure(Connection connection, Step step) {
        try {
            step.take();
        } catch (Exception | Error failure) {
            onFailure.accept(failure);
            connection.abort(CloseCause.FAILED);
        }
    }

    private void choose(AbstractTransport secured) {
        ProtocolFactory agreed = settings.protocols().named(secured.applicationProtocol());
        secured.handOver(agreed::create, null);
    }
}
