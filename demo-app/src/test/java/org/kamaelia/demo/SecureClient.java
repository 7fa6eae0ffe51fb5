package org.kamaelia.demo;

import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** A client of the TLS server for customers. It trusts only the certificate of the demo. */
@TestComponent
@Lazy
class SecureClient extends Client {
    SecureClient(
            Environment environment,
            @Value("${spring.ssl.bundle.pem.demo-only.keystore.certificate}") String certificate) {
        super(HttpClient.newBuilder().sslContext(trusting(certificate)), "https", port(environment, "secure"));
    }

    private static SSLContext trusting(String certificate) {
        PemSslStoreDetails trusted = PemSslStoreDetails.forCertificate(certificate);
        return SslBundle.of(new PemSslStoreBundle(null, trusted)).createSslContext();
    }
}
