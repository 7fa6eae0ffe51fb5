package org.kamaelia.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/**
 * Scans as they happen, as server-sent events, until the client leaves or the desk closes. Begins with the last few, or
 * behind the {@code Last-Event-ID} of a client that comes back.
 *
 * <p>The feed wakes it; it sends while there is room. A client that reads slowly leaves the rest in the feed.
 */
@Component
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
@HandlerPath(path = "/scans", servers = "public", methods = "GET")
class ScanStream extends Handler {
    private static final int HISTORY = 5;

    private final ScanFeed feed;
    private final Duration heartbeat;
    private final Runnable wake = this::wake;
    private long seen;
    private long heartbeatDue;

    ScanStream(ScanFeed feed, DeskProperties properties) {
        this.feed = feed;
        this.heartbeat = properties.heartbeat();
    }

    @Override
    protected void start() {
        seen = lastSeen(request().header("Last-Event-ID"));
        begin(Response.ok("text/event-stream")
                .header("Cache-Control", "no-store")
                .endless());
        feed.add(wake);
        postponeHeartbeat();
    }

    /** Where to go on; what a client makes up is at worst the number of a scan that is not kept. */
    private long lastSeen(@Nullable String id) {
        long newest = feed.newest();
        try {
            return id == null ? Math.max(0, newest - HISTORY) : Math.max(0, Math.min(newest, Long.parseLong(id)));
        } catch (NumberFormatException notOurs) {
            return newest;
        }
    }

    @Override
    protected void step() {
        if (feed.isClosed()) {
            finish();
            return;
        }
        for (Scan scan; outbox.hasRoom() && (scan = feed.after(seen)) != null; seen = scan.number()) {
            outbox.send(ResponsePart.text("id: " + scan.number() + "\nevent: scan\ndata: " + Json.text(scan) + "\n\n"));
            postponeHeartbeat();
        }
        if (now() - heartbeatDue >= 0 && outbox.hasRoom()) {
            outbox.send(ResponsePart.text(": still here\n\n"));
            postponeHeartbeat();
        }
    }

    private void postponeHeartbeat() {
        heartbeatDue = now() + heartbeat.toNanos();
        stepAfter(heartbeat);
    }

    @Override
    protected void closed(CloseReason how) {
        feed.remove(wake);
    }
}
