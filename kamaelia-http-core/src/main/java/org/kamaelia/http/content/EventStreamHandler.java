package org.kamaelia.http.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;

/** One subscriber of an {@link EventStream}: sends the events that it has not sent yet, while there is room. */
final class EventStreamHandler extends Handler {
    private static final Response HEAD = Response.ok("text/event-stream")
            .withFields(Fields.builder()
                    .add("Content-Type", "text/event-stream")
                    .add("Cache-Control", "no-store")
                    .build());

    private final EventStream stream;
    private final EventStream.Settings settings;
    private final long client;
    private Broadcast.@Nullable Subscription<EventStream.Kept> subscription;
    private long heartbeatDue;
    private long endDue = Long.MAX_VALUE;

    EventStreamHandler(EventStream stream, EventStream.Settings settings, long client) {
        this.stream = stream;
        this.settings = settings;
        this.client = client;
    }

    @Override
    protected void start() {
        begin(HEAD);
        String retry =
                settings.retry() == null ? "" : "retry: " + settings.retry().toMillis() + "\n";
        outbox.send(ResponsePart.text(retry + ":\n\n")); // so that a client knows at once that it is connected
        postponeHeartbeat();
        subscription = stream.subscribe(this, request().fields().firstText("Last-Event-ID"));
    }

    @Override
    protected void step() {
        Broadcast.Subscription<EventStream.Kept> from = Objects.requireNonNull(subscription);
        boolean closing = stream.isClosed();
        while (!outbox.isFinished() && !from.isTooSlow() && outbox.hasRoom()) {
            EventStream.Kept next = from.next();
            if (next == null) {
                rest(closing);
                return;
            }
            // One array serves all subscribers: it is only ever read.
            long missed = from.missed();
            outbox.send(missed > 0 ? withComment(missed, next.encoded()) : ResponsePart.of(next.encoded()));
            postponeHeartbeat();
        }
        if (from.isTooSlow()) {
            finish();
        }
    }

    private static ResponsePart withComment(long missed, byte[] encoded) {
        byte[] comment = (": " + missed + " events were missed\n").getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(comment, comment.length + encoded.length);
        System.arraycopy(encoded, 0, both, comment.length, encoded.length);
        return ResponsePart.of(both);
    }

    /** All events have been sent: ends the response if it is time, or sends a comment if one is due. */
    private void rest(boolean closing) {
        if (closing || now() >= endDue) {
            finish();
        } else if (now() - heartbeatDue >= 0) {
            outbox.send(ResponsePart.text(":\n\n"));
            postponeHeartbeat();
        }
    }

    private void postponeHeartbeat() {
        heartbeatDue = now() + settings.heartbeat().toNanos();
        stepAt(Math.min(heartbeatDue, endDue));
    }

    @Override
    protected void stopping() {
        endDue = now() + settings.stopGrace().toNanos();
        stepAt(Math.min(heartbeatDue, endDue));
    }

    /** A client of an event stream closes its sending side only when it leaves. */
    @Override
    protected void inputEnded() {
        finish();
    }

    @Override
    protected void closed(CloseReason how) {
        if (subscription != null) {
            subscription.cancel();
        }
        stream.left(client);
    }
}
