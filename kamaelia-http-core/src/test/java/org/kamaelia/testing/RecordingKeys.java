package org.kamaelia.testing;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Keys and trust that note the threads which ask for them, and fail on demand. Thread-safe. */
public final class RecordingKeys {
    private final Set<String> keyThreads = ConcurrentHashMap.newKeySet();
    private final Set<String> trustThreads = ConcurrentHashMap.newKeySet();
    private final SSLContext context;
    private volatile @Nullable RuntimeException failure;

    /** Notes who asks for this key. */
    public RecordingKeys(TlsKeys key) throws GeneralSecurityException {
        context = TlsKeys.context(
                new KeyManager[] {new Keys((X509ExtendedKeyManager) key.keyManagers()[0])},
                new TrustManager[] {new Trust((X509ExtendedTrustManager) TlsKeys.trustManagers()[0])});
    }

    /** The context of a server. */
    public SSLContext context() {
        return context;
    }

    /** Fails from now on; null ends that. */
    public void failWith(@Nullable RuntimeException with) {
        failure = with;
    }

    /** The names of threads that asked for keys. */
    public Set<String> keyThreads() {
        return keyThreads;
    }

    /** The names of threads that had certificates checked. */
    public Set<String> trustThreads() {
        return trustThreads;
    }

    private void asked(Set<String> threads) {
        threads.add(Thread.currentThread().getName());
        RuntimeException with = failure;
        if (with != null) {
            throw with;
        }
    }

    private final class Keys extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Keys(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            asked(keyThreads);
            return keys.chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            asked(keyThreads);
            return keys.getPrivateKey(alias);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            asked(keyThreads);
            return keys.getCertificateChain(alias);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }
    }

    private final class Trust extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager trust;

        Trust(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            asked(trustThreads);
            trust.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            trust.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
