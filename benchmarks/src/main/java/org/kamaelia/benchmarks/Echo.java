package org.kamaelia.benchmarks;

import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;

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
        boolean more = true;
        while (more && outbox.hasRoom()) {
            more = passChunkOn();
        }
        if (inbox.ended()) {
            finish();
        }
    }
}
