package org.kamaelia.verification.faults.server;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.route.ResourceGlue;

/** Handlers of long bodies, in both directions, that note how each of them ended. */
final class BodyHandlers {
    private static final String TYPE = "application/octet-stream";
    private static final int PART = 8 * 1024;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int BYTES_A_TICK = 1024 * 1024 / 20;
    private static final int SERVICE_MILLIS = 640;

    private final Counters counters;

    BodyHandlers(Counters counters) {
        this.counters = counters;
    }

    ResourceGlue addTo(ResourceGlue routes, Path files) {
        return routes.at("/count", "POST", request -> new Count())
                .at("/early", "POST", HandlerFactory.oneShot(request -> {
                    counters.count("early");
                    return Response.text("early\n");
                }))
                .at("/download", "GET", request -> new Download())
                .at("/slow-upload", "POST", request -> new SlowUpload())
                .at("/sleep", "GET", HandlerFactory.blocking((request, in, out) -> {
                    Thread.sleep(SERVICE_MILLIS);
                    out.respond(Response.text("slept\n"));
                }))
                .at("/files/", "GET", Minimal.of(files));
    }

    /** Counts the bytes of the body, and whether it was said to be complete. */
    private final class Count extends Handler {
        private long bytes;

        @Override
        protected void start() {
            counters.count("count-started");
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                bytes += chunk.remaining();
            }
            if (inbox.ended()) {
                counters.count("count-complete");
                respond(Response.text(bytes + "\n"));
            }
        }

        @Override
        protected void closed(CloseReason how) {
            counters.count("count-" + how);
        }
    }

    /** Sends parts made for this request, for ever. */
    private final class Download extends Handler {
        @Override
        protected void start() {
            counters.count("download-started");
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                outbox.send(ResponsePart.of(new byte[PART]));
                counters.add("download-bytes", PART);
            }
        }

        @Override
        protected void closed(CloseReason how) {
            counters.count("download-" + how);
        }
    }

    /** Takes 1 MiB a second of a body of any length. */
    private final class SlowUpload extends Handler {
        private long next = Long.MIN_VALUE;

        @Override
        protected long maxBody() {
            return 0;
        }

        @Override
        protected void step() {
            if (now() >= next) {
                next = now() + TICK.toNanos();
                int taken = 0;
                for (ByteBuffer chunk; taken < BYTES_A_TICK && (chunk = inbox.poll()) != null; ) {
                    taken += chunk.remaining();
                }
                counters.add("slow-upload-bytes", taken);
            }
            if (inbox.ended()) {
                respond(Response.text("taken\n"));
            } else {
                stepAt(next);
            }
        }
    }
}
