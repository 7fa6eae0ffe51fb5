package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.BodyChunk;
import org.kamaelia.http.exchange.BodyPace;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.net.loop.IoBuffer;

/**
 * Turns the bytes of a connection into the messages of its requests: Kamaelia's {@code HTTPParser}. Parsing itself is
 * {@link RequestParser}'s; this component moves bytes in place, keeps what does not fit downstream in its inbox, and
 * watches the clock for heads and bodies that do not come.
 *
 * <p>Messages to the request handler: a {@link Request}; for a request with a body {@link BodyChunk}s and then the
 * trailer {@link Fields}, which are normally empty; a {@link Refusal}, after which nothing follows.
 */
public final class HttpParser extends Component {
    /** One buffer at a time: what is read next waits in the kernel. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("HttpParser", "inbox", "bytes from the client", 1, IoBuffer::remaining);

    /** The client has closed its side within a request body. */
    static final Refusal BROKEN_OFF = new Refusal(400, "The connection was closed within the request body");

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Outbox<Object> outbox = new Outbox<>(this, "outbox");
    private final RequestParser parser;
    private final HttpServer connection;
    private final HttpLimits limits;
    private final ByteBound incoming;
    private final ByteAccount account;
    private int collected;
    private long headDeadline = Long.MAX_VALUE;
    private @Nullable BodyPace pace;
    private @Nullable Request latest;
    private boolean refused;

    public HttpParser(HttpServer connection, HttpLimits limits, ByteBound incoming, ByteAccount account) {
        this.connection = connection;
        this.limits = limits;
        this.incoming = incoming;
        this.account = account;
        this.parser = new RequestParser(limits.parser());
        inbox.boundBy(incoming, true);
    }

    public Inbox<IoBuffer> inbox() {
        return inbox;
    }

    public Outbox<Object> outbox() {
        return outbox;
    }

    /** Whether no byte of a further request has come in. */
    public boolean isIdle() {
        return inbox.isEmpty() && parser.idle();
    }

    @Override
    protected void step() {
        for (IoBuffer buffer; (buffer = inbox.peek()) != null; ) {
            if (!parse(buffer)) {
                return;
            }
        }
        Shutdown shutdown = inbox.shutdown();
        if (shutdown != null) {
            outbox.shutdown(shutdown);
        } else if (inbox.ended()) {
            inputEnded();
        } else {
            watch();
        }
    }

    /** Parses until the buffer is used up, which answers true, or there is no room for what is next. */
    private boolean parse(IoBuffer buffer) {
        ByteBuffer bytes = buffer.bytes();
        while (!refused) {
            if (!outbox.hasRoom()) {
                return false;
            }
            int before = bytes.position();
            RequestParser.Event event = parser.parse(bytes);
            int used = bytes.position() - before;
            if (used > 0) {
                inbox.consumed(used);
            }
            if (event == RequestParser.Event.MORE) {
                break;
            }
            send(event, buffer);
        }
        inbox.poll();
        buffer.release();
        collected(parser.collected());
        return true;
    }

    /** Counts the memory of a head that arrives in pieces. */
    private void collected(int bytes) {
        if (bytes != collected) {
            account.add(bytes - collected);
            collected = bytes;
        }
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        collected(0);
    }

    private void send(RequestParser.Event event, IoBuffer buffer) {
        switch (event) {
            case HEAD -> {
                headDeadline = Long.MAX_VALUE;
                RequestHead head = parser.head();
                Request request = new Request(head, connection.origin(head.fields()));
                latest = request;
                if (!request.hasBody()) {
                    parser.parse(NOTHING); // the end of a message without a body needs no message of its own
                }
                outbox.send(request);
            }
            case CHUNK -> {
                int start = parser.chunkStart();
                ByteBuffer chunk = buffer.bytes().slice(start, parser.chunkEnd() - start);
                buffer.retain();
                if (pace != null) {
                    pace.received(chunk.remaining());
                }
                outbox.send(new BodyChunk(chunk, buffer));
            }
            case END -> {
                pace = null;
                outbox.send(parser.trailers());
            }
            case REFUSED -> refuse(parser.refusal());
            default -> throw new IllegalStateException(event.toString());
        }
    }

    private void refuse(Refusal refusal) {
        refused = true;
        outbox.send(refusal);
    }

    /** The client has closed its side: what is complete is answered, what is not cannot be. */
    private void inputEnded() {
        if (!refused && parser.midBody()) {
            if (!outbox.hasRoom()) {
                return;
            }
            refuse(BROKEN_OFF);
        }
        outbox.finish();
    }

    /** All that came in is parsed: sets the clock for what is missing. */
    private void watch() {
        if (refused || parser.idle()) {
            return;
        }
        if (parser.midBody()) {
            watchBody();
            return;
        }
        if (headDeadline == Long.MAX_VALUE) {
            headDeadline = now() + limits.head().toNanos();
        } else if (now() >= headDeadline && outbox.hasRoom()) {
            refuse(new Refusal(
                    408,
                    "The header section did not arrive within " + limits.head().toSeconds() + " s",
                    parser.isHead()));
            return;
        }
        stepAt(headDeadline);
    }

    private void watchBody() {
        BodyPace watched = pace;
        if (watched == null) {
            watched = new BodyPace(now());
            pace = watched;
        }
        if (!outbox.hasRoom() || !incoming.hasRoom(outbox)) {
            watched.pause(); // stepped again when the socket may read
            return;
        }
        HttpLimits patience = connection.limitsOf(latest);
        String late = watched.late(now(), patience);
        if (late != null) {
            refuse(new Refusal(408, late));
        } else {
            stepAt(watched.next(now(), patience));
        }
    }
}
