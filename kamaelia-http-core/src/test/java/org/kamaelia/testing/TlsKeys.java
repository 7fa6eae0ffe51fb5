package org.kamaelia.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Keys with self-signed certificates, made once for each run of the tests by the keytool of the JDK that runs them. */
public enum TlsKeys {
    /** The server's, for localhost and 127.0.0.1. */
    SERVER,
    /** Another for the same names. */
    RENEWED,
    /** A client's whom the server trusts. */
    CLIENT,
    /** A client's whom nobody trusts. */
    STRANGER,
    /** Another server's, with RSA instead of an elliptic curve. */
    RSA;

    private static final char[] PASSWORD = "password".toCharArray();
    private static final Map<TlsKeys, KeyStore> STORES = new EnumMap<>(TlsKeys.class);

    /** The name in its certificate, as in {@code CN=server}. */
    public String subject() {
        return "CN=" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** A context that shows this key's certificate, and trusts those of the server, the renewed one, and the client. */
    public SSLContext context() {
        try {
            return context(keyManagers(), trustManagers());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A context of a client that trusts the server and shows nothing. */
    public static SSLContext nobody() {
        try {
            return context(new KeyManager[0], trustManagers());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A context of these. */
    public static SSLContext context(KeyManager[] keys, TrustManager[] trusted) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trusted, null);
        return context;
    }

    /** What chooses this key. */
    public KeyManager[] keyManagers() throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(), PASSWORD);
        return factory.getKeyManagers();
    }

    /** A key store in which this private key lies beside the certificate of another key; no password but this one. */
    public KeyStore mismatched(TlsKeys other, char[] password) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        store.setKeyEntry("key", store().getKey("key", PASSWORD), password, new Certificate[] {other.certificate()});
        return store;
    }

    /** A context of such a key store. */
    public SSLContext mismatched(TlsKeys other) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(mismatched(other, PASSWORD), PASSWORD);
        return context(factory.getKeyManagers(), trustManagers());
    }

    /** What trusts the server, the renewed one, and the client. */
    public static TrustManager[] trustManagers() throws GeneralSecurityException {
        return trustManagers(SERVER, RENEWED, CLIENT);
    }

    /** What trusts these. */
    public static TrustManager[] trustManagers(TlsKeys... keys) throws GeneralSecurityException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (TlsKeys one : keys) {
                trusted.setCertificateEntry(one.name(), one.certificate());
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The certificate. */
    public Certificate certificate() {
        try {
            return store().getCertificate("key");
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Writes the certificate to a file of this directory, for programs that want it so. */
    public Path writeCertificate(Path directory) throws IOException, GeneralSecurityException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(certificate().getEncoded());
        String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(directory.resolve(name() + ".pem"), pem, StandardCharsets.US_ASCII);
    }

    private KeyStore store() {
        synchronized (STORES) {
            return STORES.computeIfAbsent(this, TlsKeys::generate);
        }
    }

    private static KeyStore generate(TlsKeys key) {
        try {
            Path directory = Files.createTempDirectory("tls");
            Path file = directory.resolve("store.p12");
            try {
                keytool(file, key);
                KeyStore store = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(file)) {
                    store.load(in, PASSWORD);
                }
                return store;
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("No key", failure);
        }
    }

    private static void keytool(Path file, TlsKeys key) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        key == RSA ? "RSA" : "EC",
                        key == RSA ? "-keysize" : "-groupname",
                        key == RSA ? "2048" : "secp256r1",
                        "-dname",
                        key.subject(),
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            throw new IOException(interrupted);
        }
    }
}
