package org.kamaelia.http.spring.webflux;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.TlsSetup;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.web.server.Ssl;

/**
 * The {@code server.ssl} of Spring Boot as the TLS setup of the core. When a bundle is updated, new connections get its
 * keys and certificates. An update that cannot be used is logged, and the previous keys stay in use.
 */
final class WebServerTls {
    private static final Log LOG = LogFactory.getLog(KamaeliaWebServer.class);

    private final SslBundle first;
    private final Map<String, SslBundle> byHost;
    private volatile SslBundle current;
    private final AtomicReference<SSLContext> context = new AtomicReference<>();

    private WebServerTls(SslBundle bundle, Map<String, SslBundle> byHost) {
        this.first = bundle;
        this.current = bundle;
        this.byHost = new ConcurrentHashMap<>(byHost);
        context.set(newContext());
    }

    /**
     * The TLS setup of a web server.
     *
     * @param byHost the bundles for hosts that clients name (SNI, RFC 6066 section 3)
     * @param bundles null if the application has none
     */
    static TlsSetup of(Ssl ssl, SslBundle bundle, Map<String, SslBundle> byHost, @Nullable SslBundles bundles) {
        WebServerTls tls = new WebServerTls(bundle, byHost);
        String name = ssl.getBundle();
        if (bundles != null && name != null && !name.isBlank()) {
            bundles.addBundleUpdateHandler(name, tls::update);
        }
        if (bundles != null) {
            ssl.getServerNameBundles()
                    .forEach(one -> bundles.addBundleUpdateHandler(
                            one.bundle(), updated -> tls.update(one.serverName(), updated)));
        }
        return tls.setup(Ssl.ClientAuth.map(
                ssl.getClientAuth(), TlsSetup.ClientAuth.NONE, TlsSetup.ClientAuth.WANT, TlsSetup.ClientAuth.NEED));
    }

    private TlsSetup setup(TlsSetup.ClientAuth clients) {
        TlsSetup setup = TlsSetup.of(context::get).clientAuth(clients);
        SslOptions options = first.getOptions();
        if (options.getEnabledProtocols() != null) {
            setup = setup.protocols(List.of(options.getEnabledProtocols()));
        }
        return options.getCiphers() == null ? setup : setup.ciphers(List.of(options.getCiphers()));
    }

    private SSLContext newContext() {
        return byHost.isEmpty() ? current.createSslContext() : HostKeys.context(current, byHost);
    }

    private synchronized void update(SslBundle updated) {
        SslBundle before = current;
        current = updated;
        if (!use()) {
            current = before;
        }
    }

    private synchronized void update(String host, SslBundle updated) {
        SslBundle before = byHost.put(host, updated);
        if (!use() && before != null) {
            byHost.put(host, before);
        }
    }

    private boolean use() {
        try {
            SSLContext next = newContext();
            TlsSetup.of(next).verify();
            context.set(next);
            return true;
        } catch (RuntimeException unusable) {
            LOG.error("An updated SSL bundle cannot be used. The previous version stays in use", unusable);
            return false;
        }
    }
}
