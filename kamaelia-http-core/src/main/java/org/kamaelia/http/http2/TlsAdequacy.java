package org.kamaelia.http.http2;

import javax.net.ssl.SSLSession;

/**
 * Which sessions of TLS are secure enough for HTTP/2 (RFC 9113 section 9.2): those of TLS 1.3, and those of TLS 1.2 with a
 * cipher suite that is not in appendix A.
 *
 * <p>Appendix A has the cipher suites whose keys are not ephemeral or are not authenticated, and those that encrypt without
 * authentication, such as CBC. So a suite is allowed by its form, and the list need not be kept here.
 */
public final class TlsAdequacy {
    private TlsAdequacy() {}

    /**
     * Whether HTTP/2 may be spoken.
     *
     * @param session a session, or that of a handshake in which version and cipher suite are agreed on
     */
    public static boolean isAdequate(SSLSession session) {
        return isAdequate(session.getProtocol(), session.getCipherSuite());
    }

    /**
     * Whether HTTP/2 may be spoken with this version and this cipher suite, as JSSE names them.
     */
    static boolean isAdequate(String version, String suite) {
        return switch (version) {
            case "TLSv1.3" -> true;
            case "TLSv1.2" -> isEphemeral(suite) && isAuthenticated(suite);
            default -> false;
        };
    }

    private static boolean isEphemeral(String suite) {
        return suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
    }

    private static boolean isAuthenticated(String suite) {
        return suite.contains("_GCM_") || suite.contains("_CCM") || suite.contains("_CHACHA20_POLY1305_");
    }
}
