package org.kamaelia.verification.faults.server;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;

/** A handler for each way in which an application can be wrong. */
final class BadHandlers {
    private static final String TYPE = "application/octet-stream";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** What it wants at once: as much as that is left for others when there is no more for it. */
    private static final int BLOCK = 32 * 1024 * 1024;

    private static final int MOST_BLOCKS = 4_096;

    private final Counters counters;

    BadHandlers(Counters counters) {
        this.counters = counters;
    }

    ResourceGlue addTo(ResourceGlue routes) {
        HandlerFactory silent = request -> new Silent();
        return routes.at("/silent", "GET", silent.within(PathLimits.none().firstPart(PATIENCE)))
                .at("/throws-before", "GET", HandlerFactory.oneShot(request -> {
                    throw wrong("throws-before");
                }))
                .at("/throws-after", "GET", request -> new ThrowsAfter())
                .at("/twice", "GET", request -> new AnswersTwice())
                .at("/promise/{length}/{sent}", "GET", request -> new WrongLength())
                .at("/overflow", "GET", HandlerFactory.oneShot(request -> Response.text(overflow(0) + "\n")))
                .at("/memory", "GET", HandlerFactory.blocking((request, in, out) -> exhaust()))
                .at("/disk-full", "POST", HandlerFactory.blocking(0, (request, in, out) -> {
                    counters.count("disk-full");
                    try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
                        in.transferTo(full);
                    }
                    out.respond(Response.text("stored\n"));
                }));
    }

    private IllegalStateException wrong(String what) {
        counters.count(what);
        return new IllegalStateException("On purpose: " + what);
    }

    private int overflow(int depth) {
        if (depth == 0) {
            counters.count("overflow");
        }
        return overflow(depth + 1) + 1;
    }

    /** Takes memory until there is none, and lets go of it with the error. */
    private void exhaust() {
        counters.count("memory");
        List<byte[]> taken = new ArrayList<>(MOST_BLOCKS);
        try {
            while (taken.size() < MOST_BLOCKS) {
                taken.add(new byte[BLOCK]);
            }
        } catch (OutOfMemoryError expected) {
            taken.clear();
            counters.count("memory-exhausted");
            throw expected;
        }
        throw new IllegalStateException("There is too much memory");
    }

    /** Never answers, and notes why it was ended. */
    private final class Silent extends Handler {
        @Override
        protected void step() {
            // nothing, ever
        }

        @Override
        protected void closed(CloseReason how) {
            counters.count("silent-" + how);
        }
    }

    private final class ThrowsAfter extends Handler {
        private boolean begun;

        @Override
        protected void start() {
            begin(Response.ok(TYPE));
            outbox.send(ResponsePart.text("the first part\n"));
        }

        @Override
        protected void step() {
            if (begun) {
                throw wrong("throws-after");
            }
            begun = true;
            stepAfter(Duration.ofMillis(5)); // the first part has left by then
        }
    }

    private final class AnswersTwice extends Handler {
        @Override
        protected void start() {
            respond(Response.text("the first answer\n"));
        }

        @Override
        protected void step() {
            counters.count("twice");
            respond(Response.text("the second answer\n"));
        }
    }

    private final class WrongLength extends Handler {
        @Override
        protected void start() {
            begin(Response.ok(TYPE).length(Long.parseLong(request().variable("length"))));
        }

        @Override
        protected void step() {
            counters.count("wrong-length");
            outbox.send(
                    ResponsePart.of(Pattern.body(0, Integer.parseInt(request().variable("sent")))));
            finish();
        }
    }
}
