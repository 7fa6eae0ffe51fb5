package org.kamaelia.http.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.VisibleText;

/**
 * Logs the requests that the server itself refuses, each with its request line and the reason. A client can cause any
 * number of refusals, so at most one of them in a second is logged at the level INFO, and the others at DEBUG.
 */
final class RefusalLog {
    private static final BackgroundLog LOG = BackgroundLog.of(RefusalLog.class);
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final long BETWEEN = TimeUnit.SECONDS.toNanos(1);
    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

    private RefusalLog() {}

    /**
     * Logs a refusal.
     *
     * @param request the request; null if it was refused before it was complete
     * @param line the request line in visible characters, if there is no request; null or empty if it is not known
     */
    static void write(
            Request.Origin origin,
            @Nullable Request request,
            @Nullable String line,
            int status,
            String reason,
            CloseReason how) {
        System.Logger.Level level = how == CloseReason.CLIENT_GONE ? System.Logger.Level.DEBUG : level();
        if (!LOG.isLoggable(level)) {
            return;
        }
        String shown = request == null ? line : visible(request);
        LOG.log(
                level,
                origin.serverName() + " refused " + (shown == null || shown.isEmpty() ? "a request" : '"' + shown + '"')
                        + " of " + origin.remoteAddress() + " with " + status + ": " + reason,
                null,
                request == null ? null : ACCESS.scope(request));
    }

    private static String visible(Request request) {
        byte[] line = (request + " " + request.version()).getBytes(ISO_8859_1);
        return VisibleText.firstLine(line, 0, line.length);
    }

    private static System.Logger.Level level() {
        long now = System.nanoTime();
        long next = NEXT.get();
        return now - next >= 0 && NEXT.compareAndSet(next, now + BETWEEN)
                ? System.Logger.Level.INFO
                : System.Logger.Level.DEBUG;
    }
}
