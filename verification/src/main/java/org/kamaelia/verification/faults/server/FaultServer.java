package org.kamaelia.verification.faults.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;

/**
 * Our server with a handler for each fault, on loopback, with default limits. It ends when its standard input ends.
 */
public final class FaultServer {
    /** The password of the key store. */
    public static final String PASSWORD = "on loopback only";

    private static final System.Logger LOG = System.getLogger(FaultServer.class.getName());
    private static final long BLOCK_MILLIS = 3_000;

    private final Counters counters = new Counters();
    private final EventLoops ownLoops = EventLoops.create(1);
    private final SimpleServer plain;
    private final SimpleServer tls;
    private final SimpleServer blockable;
    private final Restarting restarting;

    private FaultServer(Path directory) throws IOException, GeneralSecurityException {
        ResourceGlue routes = GoodHandlers.addTo(ResourceGlue.of());
        routes = new BodyHandlers(counters).addTo(routes, directory);
        routes = new BadHandlers(counters).addTo(routes);
        plain = server("plain", routes);
        tls = server("tls", routes).tls(TlsSetup.of(context(directory.resolve("server.p12"))));
        blockable = server("blockable", ResourceGlue.of().at("/block", "GET", HandlerFactory.oneShot(r -> block())))
                .loops(ownLoops);
        restarting = new Restarting(routes);
    }

    /**
     * Runs the server until its standard input ends. Its first line on standard output has the ports: of the plain one,
     * of the one with TLS, of the one whose event loop may be blocked, and of the one that stops and starts.
     *
     * @param args the directory that holds {@code server.p12} and the files to serve
     */
    public static void main(String[] args) throws Exception {
        FaultServer server = new FaultServer(Path.of(args[0]));
        startTimerOfTheJdk();
        List<SimpleServer> all = List.of(server.plain, server.tls, server.blockable);
        all.forEach(SimpleServer::start);
        server.restarting.start();
        String ports = server.plain.localPort() + " " + server.tls.localPort() + " " + server.blockable.localPort()
                + " " + server.restarting.port();
        LOG.log(
                System.Logger.Level.INFO,
                "Ports {0}",
                ports); // the log finds its configuration while there are descriptors
        new Control(server::counted).run(ports);
        server.restarting.stop();
        all.forEach(running -> running.stop(Duration.ZERO).join());
        server.ownLoops.close();
    }

    /** The JDK starts this thread when it is first needed, as by a cache of files, and never ends it: it is no leak. */
    private static void startTimerOfTheJdk() {
        CompletableFuture.delayedExecutor(0, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> {});
    }

    static SimpleServer server(String name, ResourceGlue routes) {
        HttpSetup setup = HttpSetup.of(routes);
        return SimpleServer.of(() -> new HttpServer(setup))
                .name(name)
                .address(InetAddress.getLoopbackAddress())
                .port(0);
    }

    private Response block() {
        counters.count("blocked");
        try {
            Thread.sleep(BLOCK_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Response.text("blocked\n");
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, new SecureRandom());
        return context;
    }

    private Map<String, Long> counted() {
        Map<String, Long> all = counters.values();
        for (SimpleServer server : List.of(plain, tls)) {
            all.put(server.name() + "-connections", (long) server.connections());
            for (CloseCause cause : CloseCause.values()) {
                long closed = server.connectionStatistics().stream()
                        .mapToLong(loop -> loop.closed(cause))
                        .sum();
                all.put(server.name() + "-closed-" + cause.tag(), closed);
            }
        }
        all.put("restarts", restarting.restarts());
        return all;
    }
}
