package org.kamaelia.http.http2;

import static org.kamaelia.http.http2.Http2Client.request;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

/** The resources that tests of HTTP/2 ask for by raw frames. */
final class Http2Resources {
    private Http2Resources() {}

    /** Sends a body back as it arrives, and then its trailers. */
    private static final class Echo extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("text/plain"));
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; outbox.hasRoom() && (chunk = inbox.poll()) != null; ) {
                outbox.send(ResponsePart.of(chunk));
            }
            if (inbox.ended() && outbox.hasRoom()) {
                finish(request().trailers());
            }
        }
    }

    private static HandlerFactory routes() {
        return ResourceGlue.of()
                .at("/{$}", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/big", HandlerFactory.oneShot(request -> Response.text("x".repeat(200_000))))
                .at("/echo", request -> new Echo())
                .at(
                        "/cookie",
                        HandlerFactory.oneShot(request ->
                                Response.text(String.valueOf(request.fields().joined("Cookie")))))
                .at(
                        "/version",
                        HandlerFactory.oneShot(request -> Response.text(
                                request.version() + " " + request.fields().first("host"))))
                .at("/hints", request -> new Handler() {
                    @Override
                    protected void step() {
                        begin(Response.of(103).header("Link", "</a>"));
                        respond(Response.text("late"));
                    }
                })
                .at("/fails", HandlerFactory.oneShot(request -> {
                    throw new org.kamaelia.http.StatusException(418, "test");
                }))
                .at("/never", HandlerFactory.async(request -> new CompletableFuture<Response>()));
    }

    /** A server that speaks HTTP/2 in clear text. */
    static TestServer start() {
        return TestServer.with(routes())
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
    }
}
