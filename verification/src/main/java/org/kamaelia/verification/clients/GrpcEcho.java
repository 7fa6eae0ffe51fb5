package org.kamaelia.verification.clients;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;

/**
 * A service of gRPC without its libraries: a message is one octet, a length of four octets and the content, in the body of
 * the request and of the response, and the result is in the trailers. {@code Once} sends each message back, {@code Hundred}
 * a hundred times, and {@code Never} does not answer.
 */
final class GrpcEcho extends Handler {
    private static final int PREFIX = 5;
    private static final int OK = 0;
    private static final int UNIMPLEMENTED = 12;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private byte[] message = {};
    private int copies;
    private int left;

    @Override
    protected void start() {
        String method = request().path().substring(request().path().lastIndexOf('/') + 1);
        copies = switch (method) {
            case "Once" -> 1;
            case "Hundred" -> 100;
            default -> 0;
        };
        if (method.equals("Never")) {
            return;
        }
        begin(Response.ok("application/grpc"));
        if (copies == 0) {
            end(UNIMPLEMENTED, "there is no such method");
        }
    }

    @Override
    protected void step() {
        if (copies == 0) {
            return;
        }
        while (outbox.hasRoom() && (left > 0 || next())) {
            outbox.send(ResponsePart.of(message.clone()));
            left--;
        }
        if (left == 0 && outbox.hasRoom() && inbox.ended() && received.size() < PREFIX) {
            end(OK, "");
        }
    }

    /** Takes the next whole message. Returns whether there is one. */
    private boolean next() {
        while (true) {
            byte[] octets = received.toByteArray();
            int length = octets.length < PREFIX
                    ? Integer.MAX_VALUE
                    : PREFIX + ByteBuffer.wrap(octets).getInt(1);
            if (length <= octets.length) {
                message = Arrays.copyOf(octets, length);
                received.reset();
                received.write(octets, length, octets.length - length);
                left = copies;
                return true;
            }
            ByteBuffer chunk = inbox.poll();
            if (chunk == null) {
                return false;
            }
            byte[] more = new byte[chunk.remaining()];
            chunk.get(more);
            received.writeBytes(more);
        }
    }

    private void end(int status, String text) {
        Fields.Builder trailers = Fields.builder().add("grpc-status", String.valueOf(status));
        finish((text.isEmpty() ? trailers : trailers.add("grpc-message", text)).build());
    }
}
