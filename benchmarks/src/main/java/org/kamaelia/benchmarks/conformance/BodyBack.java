package org.kamaelia.benchmarks.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;

/**
 * Sends the body of the request back, of any size. The answer begins when the body has ended, or when 1 MiB of it is
 * there: a body that breaks off or turns out malformed before that is answered by the server's 400 and not by a 200 that
 * breaks off as well.
 */
final class BodyBack extends Handler {
    /** Octets of the body to hold back. */
    static final int HELD = 1024 * 1024;

    private static final String TYPE = "application/octet-stream";

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean begun;

    @Override
    protected void step() {
        while (!begun) {
            ByteBuffer chunk = inbox.poll();
            if (chunk == null) {
                if (inbox.ended()) {
                    respond(Response.bytes(TYPE, held.toByteArray()));
                }
                return;
            }
            hold(chunk);
        }
        passOn();
    }

    private void hold(ByteBuffer chunk) {
        byte[] octets = new byte[chunk.remaining()];
        chunk.get(octets);
        held.writeBytes(octets);
        if (held.size() >= HELD) {
            begun = true;
            long length = request().contentLength();
            Response head = Response.ok(TYPE);
            begin(length < 0 ? head : head.length(length));
        }
    }

    private void passOn() {
        if (held.size() > 0 && outbox.hasRoom()) {
            outbox.send(ResponsePart.of(ByteBuffer.wrap(held.toByteArray())));
            held.reset();
        }
        boolean more = held.size() == 0;
        while (more && outbox.hasRoom()) {
            more = passChunkOn();
        }
        if (held.size() == 0 && inbox.ended()) {
            finish();
        }
    }
}
