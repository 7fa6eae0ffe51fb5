package org.kamaelia.http.http1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;

/**
 * The head of a response in octets (RFC 9112 sections 4 and 5), without the fields of the framing and the empty line. It is
 * kept with the response, so that a response that is sent many times is put into octets once.
 */
final class EncodedHead {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final byte[] octets;
    private final long contentLength;
    private final boolean hasDate;
    private final boolean hasServer;

    // Made when the response is sent for the second time. A race makes equal octets twice, no more.
    private byte @Nullable [] lengthLine;
    private boolean seen;

    private EncodedHead(Response response) {
        Fields fields = response.fields();
        octets = ResponseEncoder.head(response.status(), withOptions(fields));
        contentLength = response.contentLength();
        hasDate = fields.contains("Date");
        hasServer = fields.contains("Server");
    }

    /** The head of a response. */
    static EncodedHead of(Response response) {
        if (ACCESS.memo(response) instanceof EncodedHead known) {
            return known;
        }
        EncodedHead made = new EncodedHead(response);
        ACCESS.memo(response, made);
        return made;
    }

    /** A sender of Upgrade has to name it in Connection (RFC 9110 section 7.8), which no handler can set. */
    private static Fields withOptions(Fields fields) {
        return fields.contains("Upgrade")
                ? fields.toBuilder().add("Connection", "upgrade").build()
                : fields;
    }

    /** Status line and field lines; not to be changed. */
    byte[] octets() {
        return octets;
    }

    /** Whether the response has a Date of its own, such as a response that is passed on. */
    boolean hasDate() {
        return hasDate;
    }

    /** Whether the response has a Server field of its own. */
    boolean hasServer() {
        return hasServer;
    }

    /**
     * The Content-Length line, ready-made; null for a response that has not been sent before, or if the length is not that
     * of the response. Not to be changed.
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
