package org.kamaelia.net.tls;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the certificates of a context belong to their private keys, by handshakes in memory with a client that
 * trusts everything: a client that has accepted the certificate, and then fails, has met a signature that another key made.
 *
 * <p>There is one handshake over TLS 1.3, and one over TLS 1.2 for each kind of key that it did not show, elliptic curves
 * or RSA: there a client asks for the kind by its cipher suites. A kind of key that the context does not have makes the
 * server's side fail, which says nothing. Certificates that a key manager shows only for certain host names are not seen.
 */
public final class CertificateCheck {
    private static final int MOST_STEPS = 200;
    private static final int FLIGHT = 256 * 1024; // a chain of certificates is bounded by the JDK at 32 KiB
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Map<String, String> SUITES = Map.of("EC", "TLS_ECDHE_ECDSA_", "RSA", "TLS_ECDHE_RSA_");

    private final Witness witness = new Witness();
    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer toClient = ByteBuffer.allocate(FLIGHT);
    private final ByteBuffer toServer = ByteBuffer.allocate(FLIGHT);
    private final ByteBuffer data = ByteBuffer.allocate(FLIGHT);

    private CertificateCheck(SSLContext context, String version, @Nullable String prefix)
            throws GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(new KeyManager[0], new TrustManager[] {witness}, null);
        server = context.createSSLEngine();
        server.setUseClientMode(false);
        client = trusting.createSSLEngine("localhost", 1);
        client.setUseClientMode(true);
        for (SSLEngine engine : List.of(server, client)) {
            engine.setEnabledProtocols(new String[] {version});
            if (prefix != null) {
                engine.setEnabledCipherSuites(suites(engine, prefix));
            }
        }
    }

    private static String[] suites(SSLEngine engine, String prefix) {
        return Arrays.stream(engine.getSupportedCipherSuites())
                .filter(suite -> suite.startsWith(prefix) && suite.contains("_GCM_"))
                .toArray(String[]::new);
    }

    /**
     * Checks a context.
     *
     * @throws IllegalArgumentException if a certificate does not belong to its private key
     */
    public static void check(SSLContext context) {
        String shown = kindShown(context, "TLSv1.3", null);
        SUITES.forEach((kind, prefix) -> {
            if (!kind.equals(shown)) {
                kindShown(context, "TLSv1.2", prefix);
            }
        });
    }

    /** Answers the kind of the key in the certificate that was shown; null if none was. */
    private static @Nullable String kindShown(SSLContext context, String version, @Nullable String prefix) {
        CertificateCheck check;
        try {
            check = new CertificateCheck(context, version, prefix);
        } catch (GeneralSecurityException | IllegalArgumentException unknownHere) {
            return null; // this JDK does not speak it, so no client can see a certificate by it
        }
        boolean clientFailed = check.handshakeFailsAtClient();
        X509Certificate shown = check.witness.shown;
        if (clientFailed && shown != null) {
            throw new IllegalArgumentException("The certificate of " + shown.getSubjectX500Principal()
                    + " does not belong to the private key beside it: no handshake with it can complete");
        }
        return shown == null ? null : shown.getPublicKey().getAlgorithm();
    }

    /** Accepts every certificate, and keeps the one that was shown. */
    private static final class Witness extends X509ExtendedTrustManager {
        private @Nullable X509Certificate shown;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {
            shown = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {
            shown = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            shown = chain[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Does the handshake; answers whether the client's side failed. */
    private boolean handshakeFailsAtClient() {
        try {
            client.beginHandshake();
            server.beginHandshake();
        } catch (SSLException notPossible) {
            return false;
        }
        for (int i = 0; i < MOST_STEPS && !isComplete(client); i++) {
            try {
                step(client, toClient, toServer);
            } catch (SSLException failure) {
                return true;
            }
            try {
                step(server, toServer, toClient);
            } catch (SSLException failure) {
                return false;
            }
        }
        return false;
    }

    private static boolean isComplete(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    /** One step of one side. */
    private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> wrap(engine, out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(engine, in);
            case FINISHED, NOT_HANDSHAKING -> {}
        }
    }

    private static void wrap(SSLEngine engine, ByteBuffer out) throws SSLException {
        SSLEngineResult result = engine.wrap(NOTHING, out);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SSLException("The handshake does not fit into " + FLIGHT + " bytes");
        }
    }

    private void unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
        in.flip();
        try {
            engine.unwrap(in, data);
        } finally {
            in.compact();
            data.clear();
        }
    }
}
