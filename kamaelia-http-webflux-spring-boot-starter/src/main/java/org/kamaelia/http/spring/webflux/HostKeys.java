package org.kamaelia.http.spring.webflux;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Chooses the key and the certificate of a handshake by the host that the client names (SNI, RFC 6066 section 3). A host
 * without keys of its own gets the usual ones. Aliases are prefixed with the host whose they are.
 */
final class HostKeys extends X509ExtendedKeyManager {
    private static final char SEPARATOR = '|';

    private final X509ExtendedKeyManager usual;
    private final Map<String, X509ExtendedKeyManager> byHost;

    private HostKeys(X509ExtendedKeyManager usual, Map<String, X509ExtendedKeyManager> byHost) {
        this.usual = usual;
        this.byHost = byHost;
    }

    static SSLContext context(SslBundle usual, Map<String, SslBundle> byHost) {
        Map<String, X509ExtendedKeyManager> keys = new HashMap<>();
        byHost.forEach((host, bundle) -> keys.put(host.toLowerCase(Locale.ROOT), keysOf(bundle)));
        try {
            SSLContext context = SSLContext.getInstance(usual.getProtocol());
            context.init(
                    new KeyManager[] {new HostKeys(keysOf(usual), keys)},
                    usual.getManagers().getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("The SSL bundles of server.ssl cannot be used", unusable);
        }
    }

    private static X509ExtendedKeyManager keysOf(SslBundle bundle) {
        for (KeyManager manager : bundle.getManagers().getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                return keys;
            }
        }
        throw new IllegalStateException("An SSL bundle of server.ssl has no X.509 keys");
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String host = engine == null ? null : hostOf(engine);
        X509ExtendedKeyManager keys = host == null ? null : byHost.get(host);
        if (keys == null) {
            return usual.chooseEngineServerAlias(keyType, issuers, engine);
        }
        String alias = keys.chooseEngineServerAlias(keyType, issuers, engine);
        return alias == null ? null : host + SEPARATOR + alias;
    }

    private static @Nullable String hostOf(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    private X509ExtendedKeyManager keysOf(String alias) {
        int end = alias.indexOf(SEPARATOR);
        return end < 0 ? usual : byHost.getOrDefault(alias.substring(0, end), usual);
    }

    private String bare(String alias) {
        int end = alias.indexOf(SEPARATOR);
        return end < 0 || !byHost.containsKey(alias.substring(0, end)) ? alias : alias.substring(end + 1);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keysOf(alias).getCertificateChain(bare(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keysOf(alias).getPrivateKey(bare(alias));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return usual.getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return usual.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return usual.getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return usual.chooseClientAlias(keyTypes, issuers, socket);
    }
}
