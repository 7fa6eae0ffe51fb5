package org.kamaelia.http.spring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key with a self-signed certificate for localhost, made by the keytool of the JDK that runs the test. */
final class TestKey {
    static final String PASSWORD = "password";

    private final Path store;
    private final KeyStore keys;

    private TestKey(Path store, KeyStore keys) {
        this.store = store;
        this.keys = keys;
    }

    /** A new key whose certificate says {@code CN=name}, in a file of this directory. */
    static TestKey generate(Path directory, String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new TestKey(file, keys);
    }

    /** The PKCS12 file, with {@link #PASSWORD}. */
    Path store() {
        return store;
    }

    /** The certificate. */
    Certificate certificate() throws Exception {
        return keys.getCertificate(keys.aliases().nextElement());
    }

    /** The certificate as text. */
    String certificatePem() throws Exception {
        return pem("certificate", certificate().getEncoded());
    }

    /** The private key as text. */
    String privateKeyPem() throws Exception {
        String alias = keys.aliases().nextElement();
        return pem("private key", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
    }

    private static String pem(String what, byte[] der) {
        String label = what.toUpperCase(Locale.ROOT);
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    /** A TLS context of a client that presents this key and trusts only these certificates. */
    SSLContext clientTrusting(TestKey... servers) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust(servers).getTrustManagers(), null);
        return context;
    }

    /** A TLS context of a client that presents no key and trusts only these certificates. */
    static SSLContext trusting(TestKey... servers) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust(servers).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust(TestKey... servers) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (TestKey server : servers) {
            trusted.setCertificateEntry(server.store.toString(), server.certificate());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }
}
