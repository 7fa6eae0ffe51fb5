package org.kamaelia.http.spring;

import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Ssl;
import org.kamaelia.net.TlsSetup;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Turns the {@code ssl} properties of servers, and the SSL bundles of Spring Boot that they name, into the TLS setup of
 * the core. When a bundle is updated, new connections get its new keys and certificates. Open connections keep the keys
 * and certificates with which they began. Protocols and ciphers stay those that the bundle had when the server started.
 */
final class ServerSsl {
    private static final Log LOG = LogFactory.getLog(KamaeliaServers.class);

    private final @Nullable SslBundles bundles;
    private final Map<String, AtomicReference<SSLContext>> contexts = new HashMap<>();

    /** Uses the bundles of an application; null if the application has none. */
    ServerSsl(@Nullable SslBundles bundles) {
        this.bundles = bundles;
    }

    /**
     * The TLS setup of a server; null if the server does not use TLS.
     *
     * @throws HttpStartupException if the bundle does not exist or cannot be used
     */
    @Nullable
    TlsSetup of(String server, Server properties) {
        Ssl ssl = properties.ssl();
        if (ssl == null || !ssl.enabled()) {
            return null;
        }
        String key = KamaeliaHttpProperties.key(server, "ssl.bundle");
        SslBundle bundle = bundle(server, key, ssl.bundle());
        String name = Objects.requireNonNull(ssl.bundle());
        AtomicReference<SSLContext> context = contexts.computeIfAbsent(name, any -> context(key, name, bundle));
        TlsSetup setup = TlsSetup.of(context::get)
                .clientAuth(ssl.clientAuth())
                .handshake(new ServerLimits(server, properties).handshakeTimeout(ssl))
                .handshakes(new ServerLimits(server, properties).handshakes(ssl));
        try {
            return with(bundle.getOptions(), setup).verify();
        } catch (IllegalArgumentException unknown) {
            throw new HttpStartupException(
                    "The options of the SSL bundle '" + name + "', which " + key + " names, cannot be used: "
                            + unknown.getMessage() + ".",
                    "Write names that JSSE supports into the bundle's options.enabled-protocols, such as TLSv1.3, and"
                            + " options.ciphers, such as TLS_AES_128_GCM_SHA256.",
                    unknown);
        }
    }

    private static TlsSetup with(@Nullable SslOptions options, TlsSetup setup) {
        String[] protocols = options == null ? null : options.getEnabledProtocols();
        String[] ciphers = options == null ? null : options.getCiphers();
        TlsSetup spoken = protocols == null ? setup : setup.protocols(List.of(protocols));
        return ciphers == null ? spoken : spoken.ciphers(List.of(ciphers));
    }

    private SslBundle bundle(String server, String key, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new HttpStartupException(
                    "The server '" + server + "' is configured for TLS, but " + key + " names no SSL bundle.",
                    "Set " + key + " to the name of an SSL bundle" + known() + ", or "
                            + KamaeliaHttpProperties.key(server, "ssl.enabled") + " to false.");
        }
        if (bundles == null || !bundles.getBundleNames().contains(name)) {
            throw new HttpStartupException(
                    "The property " + key + " names the SSL bundle '" + name + "', but there is no such bundle.",
                    "Use the name of an existing bundle" + known() + ", or define the bundle: spring.ssl.bundle.pem."
                            + name + ".keystore.certificate and .private-key, or spring.ssl.bundle.jks." + name
                            + ".keystore.location and .password.");
        }
        try {
            return bundles.getBundle(name);
        } catch (RuntimeException unusable) {
            throw unusable(key, name, unusable);
        }
    }

    private String known() {
        List<String> names = bundles == null ? List.of() : bundles.getBundleNames();
        return names.isEmpty()
                ? ""
                : " (" + String.join(", ", names.stream().sorted().toList()) + ")";
    }

    private AtomicReference<SSLContext> context(String key, String name, SslBundle bundle) {
        AtomicReference<SSLContext> current;
        try {
            checkKey(key, name, bundle.getStores().getKeyStore());
            current = new AtomicReference<>(verified(bundle));
        } catch (HttpStartupException explained) {
            throw explained;
        } catch (RuntimeException | KeyStoreException unusable) {
            throw unusable(key, name, unusable);
        }
        Objects.requireNonNull(bundles).addBundleUpdateHandler(name, updated -> update(current, name, updated));
        return current;
    }

    private static void checkKey(String key, String name, @Nullable KeyStore store) throws KeyStoreException {
        if (store != null) {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return;
                }
            }
        }
        throw new HttpStartupException(
                "The SSL bundle '" + name + "', which " + key + " names, has no private key.",
                "Add a key store to the bundle, with spring.ssl.bundle.pem." + name
                        + ".keystore.certificate and .private-key, or spring.ssl.bundle.jks." + name
                        + ".keystore.location. A trust store alone suffices only for clients.");
    }

    /**
     * The context of a bundle, after a check that its certificates belong to their keys.
     *
     * @throws IllegalArgumentException if a certificate belongs to another key
     */
    private static SSLContext verified(SslBundle bundle) throws KeyStoreException {
        SSLContext context = bundle.createSslContext();
        checkKinds(bundle);
        TlsSetup.of(context).verify();
        return context;
    }

    /**
     * Checks that each private key is of the kind that its certificate is for. The JDK never shows a pair of different
     * kinds to a client, so no handshake finds such a pair.
     */
    private static void checkKinds(SslBundle bundle) throws KeyStoreException {
        KeyStore store = bundle.getStores().getKeyStore();
        if (store == null) {
            return;
        }
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            Key key = store.isKeyEntry(alias) ? keyOf(bundle, store, alias) : null;
            if (key instanceof PrivateKey
                    && certificate != null
                    && !key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
                throw new IllegalArgumentException("The certificate '" + alias + "' is for a key of the kind "
                        + certificate.getPublicKey().getAlgorithm() + ", and the private key beside it is of the kind "
                        + key.getAlgorithm());
            }
        }
    }

    private static @Nullable Key keyOf(SslBundle bundle, KeyStore store, String alias) throws KeyStoreException {
        String password = bundle.getKey().getPassword();
        String used = password == null ? bundle.getStores().getKeyStorePassword() : password;
        try {
            return store.getKey(alias, used == null ? null : used.toCharArray());
        } catch (NoSuchAlgorithmException | UnrecoverableKeyException otherPassword) {
            return null; // the context exists, so it does not use this key
        }
    }

    private static void update(AtomicReference<SSLContext> current, String name, SslBundle updated) {
        try {
            current.set(verified(updated));
            LOG.info("New connections use the updated SSL bundle '" + name + "'");
        } catch (RuntimeException | KeyStoreException unusable) {
            LOG.error(
                    "The updated SSL bundle '" + name + "' cannot be used. The previous version stays in use",
                    unusable);
        }
    }

    private static HttpStartupException unusable(String key, String name, Exception why) {
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new HttpStartupException(
                "The SSL bundle '" + name + "', which " + key + " names, cannot be used: " + root.getMessage() + ".",
                "Correct the files, passwords and aliases of the bundle under spring.ssl.bundle.pem." + name
                        + " or spring.ssl.bundle.jks." + name + ".",
                why);
    }
}
