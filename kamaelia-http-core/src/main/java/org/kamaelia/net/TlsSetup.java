package org.kamaelia.net;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.kamaelia.net.tls.CertificateCheck;
import org.kamaelia.net.tls.Handshakes;
import org.kamaelia.net.tls.TlsSettings;
import org.kamaelia.net.transport.ProtocolFactory;

/**
 * How a server speaks TLS. Immutable; begin with {@link #of}.
 *
 * @param context asked for each new connection, so that certificates can be exchanged while the server runs:
 *     connections in flight keep the context that they began with. Called on event loops; it must not block
 * @param protocols the versions that are spoken, as JSSE names them
 * @param ciphers the cipher suites that may be chosen, by preference; empty for those of the JDK
 * @param clientAuth whether the client shows a certificate
 * @param handshake how long a client may take from connecting until the handshake is complete; past it close
 * @param handshakes how many handshakes may be under way at once; further connections are closed at once, and one client may
 *     have three quarters of them; 0 for as many as the heap has room for
 */
public record TlsSetup(
        Supplier<SSLContext> context,
        List<String> protocols,
        List<String> ciphers,
        ClientAuth clientAuth,
        Duration handshake,
        int handshakes) {
    private static final List<String> MODERN = List.of("TLSv1.3", "TLSv1.2");

    /** Whether a client shows a certificate. */
    public enum ClientAuth {
        /** It is not asked. */
        NONE,
        /** It is asked, and served without one too; one that is not trusted ends the handshake. */
        WANT,
        /** Without one that is trusted the handshake fails. */
        NEED
    }

    /** Checks the set-up. */
    public TlsSetup {
        Objects.requireNonNull(context);
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("At least one version of TLS is spoken, such as TLSv1.3");
        }
        if (handshakes < 0) {
            throw new IllegalArgumentException("The number of handshakes is at least 0, not " + handshakes);
        }
        if (handshake.isNegative() || handshake.isZero()) {
            throw new IllegalArgumentException("The time for a handshake is positive, not " + handshake);
        }
    }

    /** A set-up with as many handshakes under way as the heap has room for. */
    public TlsSetup(
            Supplier<SSLContext> context,
            List<String> protocols,
            List<String> ciphers,
            ClientAuth clientAuth,
            Duration handshake) {
        this(context, protocols, ciphers, clientAuth, handshake, 0);
    }

    /** TLS 1.3 and 1.2 with the JDK's cipher suites, no client certificates, 10 s for a handshake. */
    public static TlsSetup of(Supplier<SSLContext> context) {
        return new TlsSetup(context, MODERN, List.of(), ClientAuth.NONE, Duration.ofSeconds(10));
    }

    /** The same with one context for all time. */
    public static TlsSetup of(SSLContext context) {
        return of(() -> context);
    }

    /** The same with other versions. */
    public TlsSetup protocols(List<String> versions) {
        return new TlsSetup(context, versions, ciphers, clientAuth, handshake, handshakes);
    }

    /** The same with other cipher suites. */
    public TlsSetup ciphers(List<String> suites) {
        return new TlsSetup(context, protocols, suites, clientAuth, handshake, handshakes);
    }

    /** The same with another way to treat client certificates. */
    public TlsSetup clientAuth(ClientAuth auth) {
        return new TlsSetup(context, protocols, ciphers, auth, handshake, handshakes);
    }

    /** The same with another time for the handshake. */
    public TlsSetup handshake(Duration most) {
        return new TlsSetup(context, protocols, ciphers, clientAuth, most, handshakes);
    }

    /** The same with another number of handshakes under way at once; 0 for as many as the heap has room for. */
    public TlsSetup handshakes(int most) {
        return new TlsSetup(context, protocols, ciphers, clientAuth, handshake, most);
    }

    /**
     * Tries the set-up, so that a mistake is found when the server starts, or before it uses another certificate, and not
     * by its clients. It does handshakes in memory, which takes some tens of milliseconds.
     *
     * @throws IllegalArgumentException if a version or a cipher suite is not known to this JDK, or if a certificate does
     *     not belong to its private key, as far as a client that names no host can see
     */
    public TlsSetup verify() {
        SSLContext now = context.get();
        settings(List.of()).newEngine(now);
        CertificateCheck.check(now);
        return this;
    }

    /** The settings of a running server, where ALPN chooses from these protocols. */
    TlsSettings settings(List<ProtocolFactory> applications) {
        return new TlsSettings(
                context,
                protocols,
                ciphers,
                clientAuth == ClientAuth.WANT,
                clientAuth == ClientAuth.NEED,
                handshake,
                new Handshakes(handshakes),
                applications);
    }
}
