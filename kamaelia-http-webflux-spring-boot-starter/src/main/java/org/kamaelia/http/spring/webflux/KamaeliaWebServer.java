package org.kamaelia.http.spring.webflux;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.SimpleServer;
import org.springframework.boot.web.server.GracefulShutdownCallback;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerException;

/**
 * A web server as Spring Boot starts and stops it. Each start makes a new server. A graceful shutdown closes the port at
 * once, lets requests under way finish, and ends event streams. {@link #stop()} cuts what is left.
 */
public final class KamaeliaWebServer implements WebServer {
    static final Log LOG = LogFactory.getLog(KamaeliaWebServer.class);

    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

    private final ServerHost host;
    private final boolean graceful;
    private final AtomicReference<@Nullable GracefulShutdownCallback> waiting = new AtomicReference<>();
    private volatile @Nullable SimpleServer server;

    KamaeliaWebServer(ServerHost host, boolean graceful) {
        this.host = host;
        this.graceful = graceful;
    }

    @Override
    public synchronized void start() throws WebServerException {
        if (server != null) {
            return;
        }
        SimpleServer started;
        try {
            started = host.start();
        } catch (RuntimeException failure) {
            throw explained(failure);
        }
        server = started;
        LOG.info(getStartedLogMessage());
    }

    private RuntimeException explained(RuntimeException failure) {
        PortInUseException.ifCausedBy(failure, BindException.class, cause -> {
            if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("in use")) {
                throw new PortInUseException(host.port(), failure);
            }
        });
        return failure instanceof UncheckedIOException
                ? new WebServerException("Unable to start Kamaelia: " + failure.getMessage(), failure)
                : failure;
    }

    /** The line that the log has had at the start. */
    String getStartedLogMessage() {
        SimpleServer running = server;
        if (running == null) {
            throw new IllegalStateException("The web server does not run");
        }
        return "Kamaelia started on port " + running.localPort() + (running.tls() != null ? " (https)" : " (http)");
    }

    /** The server that runs now; null if none does. */
    public @Nullable SimpleServer getServer() {
        return server;
    }

    @Override
    public void shutDownGracefully(GracefulShutdownCallback callback) {
        SimpleServer stopping = server;
        if (!graceful || stopping == null) {
            callback.shutdownComplete(GracefulShutdownResult.IMMEDIATE);
            return;
        }
        waiting.set(callback);
        LOG.info("Commencing graceful shutdown. Waiting for active requests to complete");
        Duration delay = host.preDrainDelay();
        CompletableFuture<Void> begin = new CompletableFuture<>();
        begin.thenCompose(now -> stopping.stop(AS_LONG_AS_IT_TAKES)).thenRun(() -> told(GracefulShutdownResult.IDLE));
        if (delay.isZero()) {
            begin.complete(null);
        } else {
            begin.completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void told(GracefulShutdownResult result) {
        GracefulShutdownCallback callback = waiting.getAndSet(null);
        if (callback != null) {
            LOG.info(
                    result == GracefulShutdownResult.IDLE
                            ? "Graceful shutdown complete"
                            : "Graceful shutdown aborted with one or more requests still active");
            callback.shutdownComplete(result);
        }
    }

    /** Closes the port and cuts the requests under way. Does nothing if the server has been stopped. */
    @Override
    public synchronized void stop() throws WebServerException {
        SimpleServer stopping = server;
        if (stopping == null) {
            return;
        }
        server = null;
        if (stopping.connections() > 0) {
            told(GracefulShutdownResult.REQUESTS_ACTIVE);
        }
        stopping.stop(Duration.ZERO).join();
        host.stopped(stopping);
    }

    /** The port that is listened on; -1 if the server does not run. */
    @Override
    public int getPort() {
        SimpleServer running = server;
        return running == null ? -1 : running.localPort();
    }
}
