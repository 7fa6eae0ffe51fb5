package org.kamaelia.net.tls;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.ProtocolFactory;

/**
 * How a running server speaks TLS. Immutable; used on any event loop.
 *
 * @param context asked for each new connection
 * @param versions the versions that are spoken, as JSSE names them
 * @param ciphers the cipher suites that may be chosen, by preference; empty for those of the JDK
 * @param wantsClient whether the client is asked for a certificate and served without one too
 * @param needsClient whether the client needs a certificate
 * @param handshake how long a handshake may take
 * @param handshakes bounds the handshakes under way at once, on all loops
 * @param applications the protocols that ALPN (RFC 7301) chooses from, by preference; empty for none
 */
public record TlsSettings(
        Supplier<SSLContext> context,
        List<String> versions,
        List<String> ciphers,
        boolean wantsClient,
        boolean needsClient,
        Duration handshake,
        Handshakes handshakes,
        List<ProtocolFactory> applications) {

    /** Copies the lists. */
    public TlsSettings {
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        applications = List.copyOf(applications);
    }

    /** The engine of one connection. */
    SSLEngine newEngine() {
        return newEngine(context.get());
    }

    /**
     * An engine of this context instead of the one that new connections get.
     *
     * @throws IllegalArgumentException if a version or a cipher suite is not known to this JDK
     */
    public SSLEngine newEngine(SSLContext from) {
        SSLEngine engine = from.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(versions.toArray(String[]::new));
        if (!ciphers.isEmpty()) {
            parameters.setCipherSuites(ciphers.toArray(String[]::new));
        }
        parameters.setUseCipherSuitesOrder(true);
        if (needsClient) {
            parameters.setNeedClientAuth(true);
        } else if (wantsClient) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        if (!applications.isEmpty()) {
            engine.setHandshakeApplicationProtocolSelector(this::choose);
        }
        return engine;
    }

    /**
     * Called within the handshake, when version and cipher suite have been agreed on.
     *
     * @param offered the protocols of the client
     * @return null ends the handshake with the alert no_application_protocol (RFC 7301 section 3.2)
     */
    private @Nullable String choose(SSLEngine engine, List<String> offered) {
        SSLSession agreed = engine.getHandshakeSession();
        for (ProtocolFactory application : applications) {
            if (offered.contains(application.name()) && application.suits(agreed)) {
                return application.name();
            }
        }
        return null;
    }
}
