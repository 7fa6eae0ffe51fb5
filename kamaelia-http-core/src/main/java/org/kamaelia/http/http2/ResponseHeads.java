package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.EventLoop;

/** Encodes the heads and the trailers of the responses of one connection (RFC 9113 section 8.3.2). */
final class ResponseHeads {
    private static final byte[] NO_OCTETS = {};

    private final BlockBuffer block;
    private final HpackEncoder encoder;
    private final EventLoop loop;
    private final byte @Nullable [] serverField;
    private final EncodedHeads heads = new EncodedHeads();
    private byte[] octets = NO_OCTETS;
    private int length;

    /**
     * Makes an object for one connection.
     *
     * @param encoder puts its blocks into this buffer
     * @param serverField the value of the Server field; null for no field
     */
    ResponseHeads(BlockBuffer block, HpackEncoder encoder, EventLoop loop, @Nullable String serverField) {
        this.block = block;
        this.encoder = encoder;
        this.loop = loop;
        this.serverField = serverField == null ? null : serverField.getBytes(StandardCharsets.US_ASCII);
    }

    /** The value of content-length, as {@code Http1Output} has it (RFC 9110 section 8.6). */
    static long lengthToSay(Response response) {
        int status = response.status();
        if (status < 200 || status == 204 || status == 304 && response.isComplete()) {
            return Response.UNKNOWN;
        }
        return status == 205 ? 0 : response.contentLength();
    }

    /** Returns the head that opens a stream for another protocol: 200 in place of 101 (RFC 8441 section 5). */
    static Response opened(Response upgrade) {
        Response opened = Response.of(200);
        for (Map.Entry<String, String> field : upgrade.fields()) {
            if (!field.getKey().equalsIgnoreCase("Upgrade")) {
                opened = opened.header(field.getKey(), field.getValue());
            }
        }
        return opened;
    }

    /** Encodes the head of an interim response. */
    void interim(Response response) {
        encoder.begin();
        encoder.status(response.status());
        encoder.fields(response.fields());
        encoded();
    }

    /**
     * Encodes the head of a response.
     *
     * @param said the value of content-length; negative for no such field
     */
    void head(Response response, long said) {
        Fields fields = response.fields();
        int status = response.status();
        int changes = encoder.changes();
        byte[] date = HttpDateValue.of(loop);
        byte[] known = heads.find(changes, fields, status, said, date);
        if (known != null) {
            octets = known;
            length = known.length;
            return;
        }
        encoder.begin();
        encoder.status(status);
        if (!fields.contains("Date")) {
            encoder.date(date);
        }
        if (serverField != null && !fields.contains("Server")) {
            encoder.server(serverField);
        }
        encoder.fields(fields);
        if (said >= 0) {
            encoder.contentLength(said);
        }
        encoded();
        if (encoder.changes() == changes) {
            heads.keep(changes, fields, status, said, date, block);
        }
    }

    /** Encodes trailers. */
    void trailers(Fields fields) {
        encoder.begin();
        encoder.fields(fields);
        encoded();
    }

    private void encoded() {
        octets = block.octets();
        length = block.length();
    }

    /** Writes what was encoded last. */
    void write(FrameOutput out, int stream, boolean endStream) {
        out.headers(stream, endStream, octets, length);
    }

    /** Forgets the heads that may be sent again, because the connection rests. */
    void rest() {
        heads.clear();
        octets = NO_OCTETS;
    }
}
