package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Carrier;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.loop.IoBuffer;

/**
 * The sending side of an HTTP/1 connection. It decides the framing of the current response, and whether it is the last
 * response of the connection. Used for one response after the other.
 */
abstract class Http1Output extends Component implements Carrier {
    private static final ServerAccess ACCESS = ServerAccess.get();

    /** The most buffers that one part of a response sends: head or chunk line, data, end of chunk. */
    private static final int ENTRIES_A_PART = 4;

    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final ResponseWriter writer;
    private Framing framing = Framing.NONE;
    private boolean closing;

    Http1Output(EventLoop loop, @Nullable String serverField) {
        this(loop, loop.held(), serverField);
    }

    /** The account counts the buffers in which octets are gathered. */
    Http1Output(EventLoop loop, ByteAccount account, @Nullable String serverField) {
        this.writer = new ResponseWriter(outbox, loop, account, serverField);
    }

    /** Whether the current response is the last one, independent of its framing and its request. */
    abstract boolean isLast();

    /** The outbox for the octets of the responses. */
    final Outbox<IoBuffer> outbox() {
        return outbox;
    }

    /** The number of octets that have been sent so far. */
    final long produced() {
        return writer.produced();
    }

    /** Whether the connection closes after this response. */
    final boolean isClosing() {
        return closing;
    }

    /** Whether the end of the connection marks the end of the response. */
    final boolean endsWithConnection() {
        return framing == Framing.CLOSE;
    }

    /** Returns the head from which an HTTP/1 request was made. */
    static Http1RequestHead headOf(Request request) {
        return (Http1RequestHead) ACCESS.head(request);
    }

    @Override
    public final boolean hasRoom() {
        return outbox.hasRoom(ENTRIES_A_PART);
    }

    @Override
    public final void proceed() {
        writer.proceed();
    }

    /** Sends nothing to a client that uses HTTP/1.0 (RFC 9110 section 15.2). */
    @Override
    public final void interim(Response response, Request request) {
        if (minorVersion(request) > 0) {
            writer.interim(response);
        }
    }

    private static int minorVersion(@Nullable Request request) {
        return request == null ? 1 : headOf(request).minorVersion();
    }

    @Override
    public final Framing head(Response response, @Nullable Request request, boolean toHead, boolean bodyUnread) {
        int minor = minorVersion(request);
        boolean lengthKnown = response.contentLength() >= 0;
        framing = FramingRule.of(response.status(), toHead, minor, lengthKnown, response.isEndless());
        boolean keep = request != null && headOf(request).keepAlive();
        boolean last = isLast() || bodyUnread || !keep || response.isClosing() || framing == Framing.CLOSE;
        closing = last && response.status() != 101;
        writer.head(response, framing, lengthToSay(response, toHead), persistence(minor));
        return framing;
    }

    /**
     * The value of Content-Length: the length of the body, or of the body that GET would have had (RFC 9110 section
     * 8.6).
     */
    private long lengthToSay(Response response, boolean toHead) {
        int status = response.status();
        long length = status == 205 ? 0 : response.contentLength();
        if (framing == Framing.CONTENT_LENGTH) {
            return length;
        }
        if (status < 200 || status == 204 || status == 304 && response.isComplete()) {
            return Response.UNKNOWN; // a complete 304 does not know the length that GET would have had
        }
        return toHead || status == 304 ? length : Response.UNKNOWN;
    }

    private ResponseWriter.Persistence persistence(int minor) {
        if (closing) {
            return ResponseWriter.Persistence.CLOSE;
        }
        return minor == 0 ? ResponseWriter.Persistence.KEEP_ALIVE : ResponseWriter.Persistence.AS_USUAL;
    }

    @Override
    public final void content(ByteBuffer whole) {
        writer.body(whole);
    }

    @Override
    public final void data(ResponsePart.Data part, int octets) {
        writer.data(part, framing, octets);
    }

    @Override
    public final void file(FileRegion region, long octets) {
        writer.file(region, framing, octets);
    }

    @Override
    public final void end(Fields trailers) {
        if (framing == Framing.CHUNKED) {
            writer.lastChunk(trailers);
        }
    }
}
