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
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.BodyPace;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.RequestEvent;
import org.kamaelia.http.exchange.RequestMaker;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.net.loop.IoBuffer;

/**
 * Turns the bytes of a connection into the messages of its requests: Kamaelia's {@code HTTPParser}. Parsing itself is
 * {@link RequestParser}'s; this component moves bytes in place, keeps what does not fit downstream in its inbox, and
 * watches the clock for heads and bodies that do not come.
 *
 * <p>Behind a request that offers another protocol (RFC 9110 section 7.8) it waits until the response has said which
 * protocol goes on.
 */
final class HttpParser extends Component {
    /** One buffer at a time: what is read next waits in the kernel. */
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("HttpParser", "inbox", "bytes from the client", 1, IoBuffer::remaining);

    /** The client has closed its side within a request body. */
    static final Refusal BROKEN_OFF = new Refusal(400, "The connection was closed within the request body");

    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Outbox<RequestEvent> outbox = new Outbox<>(this, "outbox");
    private final RequestParser parser;
    private final RequestMaker requests;
    private final HttpLimits limits;
    private final ByteBound incoming;
    private final ByteAccount account;
    private int collected;
    private long headDeadline = Long.MAX_VALUE;
    private @Nullable BodyPace pace;
    private @Nullable Request latest;
    private PathLimits pathLimits = PathLimits.none();
    private HttpLimits bodyLimits;
    private boolean refused;
    private boolean offered; // the message at hand offers an upgrade
    private boolean waiting; // its end has come

    HttpParser(RequestMaker requests, HttpLimits limits, ByteBound incoming, ByteAccount account) {
        this.requests = requests;
        this.bodyLimits = limits;
        this.limits = limits;
        this.incoming = incoming;
        this.account = account;
        this.parser = new RequestParser(limits.parser());
        inbox.boundBy(incoming, true);
    }

    Inbox<IoBuffer> inbox() {
        return inbox;
    }

    Outbox<RequestEvent> outbox() {
        return outbox;
    }

    /** Whether no byte of a further request has come in. */
    boolean isIdle() {
        return inbox.isEmpty() && parser.idle();
    }

    /** The request that offered another protocol has been answered in this one: goes on. */
    void goOn() {
        if (waiting) {
            waiting = false;
            again();
        }
    }

    /** What has been read behind a request that offered another protocol, which becomes the duty of the caller. */
    @Nullable
    IoBuffer takeReadAhead() {
        return inbox.poll();
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
            if (waiting && !bytes.hasRemaining()) {
                break;
            }
            if (waiting || !outbox.hasRoom()) {
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
                Http1RequestHead head = parser.head();
                Request request = requests.make(head);
                latest = request;
                offered = head.offersUpgrade();
                if (!request.hasBody()) {
                    parser.parse(NOTHING); // the end of a message without a body needs no message of its own
                    waiting = offered;
                }
                outbox.send(new RequestEvent.Head(request));
            }
            case CHUNK -> {
                int start = parser.chunkStart();
                ByteBuffer chunk = buffer.bytes().slice(start, parser.chunkEnd() - start);
                buffer.retain();
                if (pace != null) {
                    pace.received(chunk.remaining());
                }
                outbox.send(new RequestEvent.Chunk(chunk, buffer));
            }
            case END -> {
                pace = null;
                waiting = offered;
                outbox.send(RequestEvent.End.with(parser.trailers()));
            }
            case REFUSED -> refuse(parser.refusal());
            default -> throw new IllegalStateException(event.toString());
        }
    }

    private void refuse(Refusal refusal) {
        refused = true;
        outbox.send(new RequestEvent.Refused(refusal));
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
        HttpLimits patience = limitsOf(latest);
        String late = watched.late(now(), patience);
        if (late != null) {
            refuse(new Refusal(408, late));
        } else {
            stepAt(watched.next(now(), patience));
        }
    }

    /** The limits for the body of a request, which its path may have changed. */
    private HttpLimits limitsOf(@Nullable Request request) {
        PathLimits own = request == null ? PathLimits.none() : ACCESS.limits(request);
        if (own != pathLimits) {
            pathLimits = own;
            bodyLimits = limits.of(own);
        }
        return bodyLimits;
    }
}
