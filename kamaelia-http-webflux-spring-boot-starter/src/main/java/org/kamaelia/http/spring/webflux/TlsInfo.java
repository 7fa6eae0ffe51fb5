package org.kamaelia.http.spring.webflux;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.SslInfo;

/** The TLS session of a request: its id in hexadecimal digits, and the certificates that the client has shown. */
final class TlsInfo implements SslInfo {
    private final String sessionId;
    private final X509Certificate @Nullable [] certificates;

    private TlsInfo(String sessionId, X509Certificate @Nullable [] certificates) {
        this.sessionId = sessionId;
        this.certificates = certificates;
    }

    static TlsInfo of(SSLSession session) {
        return new TlsInfo(HexFormat.of().formatHex(session.getId()), certificatesOf(session));
    }

    private static X509Certificate @Nullable [] certificatesOf(SSLSession session) {
        List<X509Certificate> shown = new ArrayList<>();
        try {
            for (Certificate one : session.getPeerCertificates()) {
                if (one instanceof X509Certificate certificate) {
                    shown.add(certificate);
                }
            }
        } catch (SSLPeerUnverifiedException anonymous) {
            return null;
        }
        return shown.isEmpty() ? null : shown.toArray(X509Certificate[]::new);
    }

    @Override
    public String getSessionId() {
        return sessionId;
    }

    /** The certificates, that of the client first; null if it has shown none. */
    @Override
    public X509Certificate @Nullable [] getPeerCertificates() {
        return certificates;
    }
}
