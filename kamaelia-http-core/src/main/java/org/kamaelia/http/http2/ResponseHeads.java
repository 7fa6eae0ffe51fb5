package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.EventLoop;

/** Encodes the heads and the trailers of the responses of one connection (RFC 9113 section 8.3.2). */
final class ResponseHeads {
    private final BlockBuffer block;
    private final HpackEncoder encoder;
    private final EventLoop loop;
    private final byte @Nullable [] serverField;

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

    /** Encodes the head of an interim response. */
    void interim(Response response) {
        encoder.begin();
        encoder.status(response.status());
        encoder.fields(response.fields());
    }

    /**
     * Encodes the head of a response.
     *
     * @param length the value of content-length; negative for no such field
     */
    void head(Response response, long length) {
        Fields fields = response.fields();
        encoder.begin();
        encoder.status(response.status());
        if (!fields.contains("Date")) {
            encoder.date(HttpDateValue.of(loop));
        }
        if (serverField != null && !fields.contains("Server")) {
            encoder.server(serverField);
        }
        encoder.fields(fields);
        if (length >= 0) {
            encoder.contentLength(length);
        }
    }

    /** Encodes trailers. */
    void trailers(Fields fields) {
        encoder.begin();
        encoder.fields(fields);
    }

    /** Writes what was encoded last. */
    void write(FrameOutput out, int stream, boolean endStream) {
        out.headers(stream, endStream, block.octets(), block.length());
    }
}
