package org.kamaelia.benchmarks;

import java.nio.ByteBuffer;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;

/**
 * Sends the body of the request back while it arrives, without a copy, and with its length where the client gave one. A
 * client that does not read stops being read from.
 */
public final class Echo extends Handler {
    private static final Response HEAD = Response.ok("application/octet-stream");

    @Override
    protected void start() {
        long length = request().contentLength();
        begin(length < 0 ? HEAD : HEAD.length(length));
    }

    @Override
    protected void step() {
        while (outbox.hasRoom()) {
            ByteBuffer chunk = inbox.poll();
            if (chunk == null) {
                break;
            }
            outbox.send(ResponsePart.of(chunk));
        }
        if (inbox.ended()) {
            finish();
        }
    }
}
