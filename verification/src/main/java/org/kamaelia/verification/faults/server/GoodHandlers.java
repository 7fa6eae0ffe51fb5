package org.kamaelia.verification.faults.server;

import java.nio.ByteBuffer;
import org.kamaelia.benchmarks.Echo;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;

/** What the good traffic asks for. Each answer is the {@link Pattern} of the id in its path. */
final class GoodHandlers {
    private static final String TYPE = "application/octet-stream";
    private static final int SHORT = 128;
    private static final int LONG = 16 * 1024;
    private static final int PART = 512;
    private static final int PARTS = 8;

    private GoodHandlers() {}

    static ResourceGlue addTo(ResourceGlue routes) {
        return routes.at("/good/short/{id}", "GET", HandlerFactory.oneShot(request -> complete(request, SHORT)))
                .at("/good/long/{id}", "GET", HandlerFactory.oneShot(request -> complete(request, LONG)))
                .at("/good/parts/{id}", "GET", request -> new Parts())
                .at("/good/echo", "POST", request -> new Echo());
    }

    private static long id(Request request) {
        return Long.parseLong(request.variable("id"));
    }

    private static Response complete(Request request, int length) {
        return Response.bytes(TYPE, Pattern.body(id(request), length));
    }

    /** The pattern in eight parts, as a handler of a length that is not known sends it. */
    private static final class Parts extends Handler {
        private int sent;

        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            ByteBuffer body = Pattern.body(id(request()), PARTS * PART);
            while (sent < PARTS && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(body.slice(sent * PART, PART)));
                sent++;
            }
            if (sent == PARTS) {
                finish();
            }
        }
    }
}
