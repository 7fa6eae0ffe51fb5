package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.AbstractReactiveWebServerFactory;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Makes web servers for Spring WebFlux. Alone, a web server has a port of its own. In an application with {@code
 * kamaelia.http.servers}, it leads one of those servers: it starts and stops the server, and serves the paths that the
 * native handlers leave.
 */
public class KamaeliaReactiveWebServerFactory extends AbstractReactiveWebServerFactory {
    private boolean portIsSet;
    private boolean useForwardHeaders;
    private int headerSection;
    private boolean http1Only;
    private String serverName = "webflux";
    private @Nullable EventLoops loops;
    private @Nullable LeadableServers leadable;

    /** A factory for port 8080. */
    public KamaeliaReactiveWebServerFactory() {}

    /**
     * A factory for a port.
     *
     * @param port 0 to 65535; 0 takes a free one
     */
    public KamaeliaReactiveWebServerFactory(int port) {
        super(port);
        portIsSet = true;
    }

    @Override
    public void setPort(int port) {
        super.setPort(port);
        portIsSet = true;
    }

    /**
     * Whether {@code X-Forwarded-For} and {@code X-Forwarded-Proto} describe the client, if the peer is a proxy in a private
     * network. False unless set. {@code kamaelia.http.servers.*.forwarded} names other proxies and fields, such as {@code
     * X-Forwarded-Host}, which a proxy that does not set it passes on as the client wrote it.
     */
    public void setUseForwardHeaders(boolean useForwardHeaders) {
        this.useForwardHeaders = useForwardHeaders;
    }

    /** The largest size of the header section in bytes; a larger one gets 431. 0, the default, means 16 KiB. */
    public void setMaxHttpRequestHeaderSize(int bytes) {
        this.headerSection = bytes;
    }

    /**
     * Whether the server speaks HTTP/1.1 only. Otherwise it offers HTTP/2 to clients that use TLS, and speaks HTTP/2 in
     * clear text if {@link #setHttp2} enables HTTP/2. False unless set.
     */
    public void setHttp1Only(boolean only) {
        this.http1Only = only;
    }

    /** The event loops, which the caller closes; unless set, those that all servers share. */
    public void setEventLoops(@Nullable EventLoops loops) {
        this.loops = loops;
    }

    /** The name of a server with a port of its own, for the log, meters and requests; {@code webflux} unless set. */
    public void setServerName(String name) {
        this.serverName = name;
    }

    /** The servers of the application, one of which the web server leads; null for a port of its own. */
    void setLeadableServers(@Nullable LeadableServers servers) {
        this.leadable = servers;
    }

    @Override
    public WebServer getWebServer(HttpHandler httpHandler) {
        WebServerSetup setup = new WebServerSetup(
                new KamaeliaHttpHandlerAdapter(httpHandler).handlers(),
                portIsSet ? getPort() : WebServerSetup.NO_PORT,
                getAddress(),
                tls(),
                getCompression(),
                getServerHeader(),
                http2(),
                useForwardHeaders,
                headerSection);
        ServerHost host = leadable == null ? new OwnServer(serverName, loops, setup) : leadable.host(setup);
        return new KamaeliaWebServer(host, getShutdown() == Shutdown.GRACEFUL);
    }

    private @Nullable Boolean http2() {
        if (getHttp2() != null && getHttp2().isEnabled()) {
            return true;
        }
        return http1Only ? false : null;
    }

    private @Nullable TlsSetup tls() {
        Ssl ssl = getSsl();
        return ssl != null && Ssl.isEnabled(ssl)
                ? WebServerTls.of(ssl, getSslBundle(), getServerNameSslBundles(), getSslBundles())
                : null;
    }
}
