package org.kamaelia.http.http1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;

/**
 * The encoded head of a response (RFC 9112 sections 4 and 5), without the fields of the framing and without the empty
 * line. It is cached with the response, so a response that is sent many times is encoded only once.
 */
final class EncodedHead {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final byte[] octets;
    private final long contentLength;
    private final boolean hasDate;
    private final boolean hasServer;

    // Made when the response is sent for the second time. Two threads may make equal octets at once.
    private volatile byte @Nullable [] lengthLine;
    private boolean seen;

    private EncodedHead(Response response) {
        Fields fields = response.fields();
        octets = ResponseEncoder.head(response.status(), withOptions(fields));
        contentLength = response.contentLength();
        hasDate = fields.contains("Date");
        hasServer = fields.contains("Server");
    }

    /** Returns the encoded head of a response. */
    static EncodedHead of(Response response) {
        if (ACCESS.memo(response) instanceof EncodedHead known) {
            return known;
        }
        EncodedHead made = new EncodedHead(response);
        ACCESS.memo(response, made);
        return made;
    }

    /** Adds the Connection field that Upgrade needs (RFC 9110 section 7.8), because handlers cannot set that field. */
    private static Fields withOptions(Fields fields) {
        return fields.contains("Upgrade")
                ? fields.toBuilder().add("Connection", "upgrade").build()
                : fields;
    }

    /** The status line and the field lines. Do not change the array. */
    byte[] octets() {
        return octets;
    }

    /** Whether the response has its own Date field, for example because it comes from another server. */
    boolean hasDate() {
        return hasDate;
    }

    /** Whether the response has its own Server field. */
    boolean hasServer() {
        return hasServer;
    }

    /**
     * Returns the encoded Content-Length line; null if the response has not been sent before, or if this is not the
     * length of the response. Do not change the array.
     */
    byte @Nullable [] length(long said) {
        if (said != contentLength) {
            return null;
        }
        byte[] ready = lengthLine;
        if (ready == null && seen) {
            byte[] line = new byte[ResponseEncoder.LENGTH_LINE];
            ready = Arrays.copyOf(line, ResponseEncoder.lengthLine(said, line));
            lengthLine = ready;
        }
        seen = true;
        return ready;
    }
}
