package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
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
 * Turns the bytes of a connection into events of its requests: Kamaelia's {@code HTTPParser}. {@link RequestParser}
 * does the parsing. This component passes on bytes without a copy, keeps bytes in its inbox while there is no room
 * downstream, and watches the time limits for heads and bodies.
 *
 * <p>After a request that offers another protocol (RFC 9110 section 7.8), the parser waits until the response has
 * decided which protocol follows.
 */
final class HttpParser extends Component {
    /** One buffer at a time: further bytes wait in the kernel. */
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("HttpParser", "inbox", "bytes from the client", 1, IoBuffer::remaining);

    /** The client has closed its sending side within a request body. */
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
    private final Predicate<@Nullable Request> reader;
    private int collected;
    private long heads; // octets of the heads whose exchanges are not over
    private long headDeadline = Long.MAX_VALUE;
    private @Nullable BodyPace pace; // made when a body has to be waited for
    private long bodyBegan;
    private long bodyBytes; // octets of the body that its pace does not know yet
    private @Nullable Request latest;
    private PathLimits pathLimits = PathLimits.none();
    private HttpLimits bodyLimits;
    private boolean unwanted; // the body is not wanted now
    private boolean refused;
    private boolean offered; // the current message offers an upgrade
    private boolean waiting; // that message has ended, and parsing waits for the response

    /**
     * Makes a parser.
     *
     * @param reader whether the body of a request is wanted now; the time during which it is not wanted does not count
     */
    HttpParser(
            RequestMaker requests,
            HttpLimits limits,
            ByteBound incoming,
            ByteAccount account,
            Predicate<@Nullable Request> reader) {
        this.reader = reader;
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

    /** Whether no byte has been received after the last request, not even of an empty line. */
    boolean isFresh() {
        return inbox.isEmpty() && parser.fresh();
    }

    /** Whether no byte of a further request has been received. */
    boolean isIdle() {
        return inbox.isEmpty() && parser.idle();
    }

    /** Lets the time of a body go on if the body was not wanted and is wanted now. */
    void exchangeWentOn() {
        if (unwanted && reader.test(latest)) {
            unwanted = false;
            again();
        }
    }

    /** Returns the bytes after a request that offered another protocol, which the caller must release; null if none. */
    @Nullable
    IoBuffer takeReadAhead() {
        return inbox.poll();
    }

    @Override
    protected void step() {
        for (IoBuffer buffer; (buffer = inbox.peek()) != null; ) {
            if (!parse(buffer)) {
                if (parser.midBody()) {
                    pace().pause(now()); // this component is stepped again when there is room
                }
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

    /** Parses a buffer. Returns true when it is used up, and false when there is no room for the next event. */
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

    /** Counts the head of a request until its exchange is over, since the request keeps it for as long. */
    private void keep(Http1RequestHead head) {
        int memory = head.memory();
        heads += memory;
        account.add(memory);
    }

    /** The exchange of a request with this head is over. If it offered another protocol, the response has kept HTTP/1. */
    void exchangeOver(Http1RequestHead head) {
        int memory = head.memory();
        heads -= memory;
        account.add(-memory);
        if (waiting && head.offersUpgrade()) {
            waiting = false;
            again();
        }
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        collected(0);
        account.add(-heads);
        heads = 0;
    }

    private void send(RequestParser.Event event, IoBuffer buffer) {
        switch (event) {
            case HEAD -> {
                headDeadline = Long.MAX_VALUE;
                Http1RequestHead head = parser.head();
                keep(head);
                Request request = requests.make(head);
                latest = request;
                offered = head.offersUpgrade();
                if (!request.hasBody()) {
                    parser.parse(NOTHING); // the end of a message without a body needs no event
                    waiting = offered;
                } else {
                    bodyBegan = now();
                    bodyBytes = 0;
                }
                outbox.send(new RequestEvent.Head(request));
            }
            case CHUNK -> {
                int start = parser.chunkStart();
                ByteBuffer chunk = buffer.bytes().slice(start, parser.chunkEnd() - start);
                buffer.retain();
                bodyBytes += chunk.remaining();
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
        outbox.send(new RequestEvent.Refused(refusal, parser.line()));
    }

    /**
     * Called when the client has closed its sending side. Complete requests get responses; an incomplete one is
     * refused.
     */
    private void inputEnded() {
        if (!refused && parser.midBody()) {
            if (!outbox.hasRoom()) {
                return;
            }
            refuse(BROKEN_OFF);
        }
        outbox.finish();
    }

    /** Called when all received bytes are parsed: checks the time limit for the rest of a head or a body. */
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
        BodyPace watched = pace();
        watched.received(bodyBytes);
        bodyBytes = 0;
        if (!outbox.hasRoom() || !incoming.hasRoom(outbox)) {
            watched.pause(now()); // this component is stepped again when there is room
            return;
        }
        if (!reader.test(latest)) {
            watched.pause(now());
            unwanted = true;
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

    private BodyPace pace() {
        BodyPace made = pace;
        if (made == null) {
            made = new BodyPace(bodyBegan); // what came with the head counts
            pace = made;
        }
        return made;
    }

    /** The limits for the body of a request, including the limits of its path. */
    private HttpLimits limitsOf(@Nullable Request request) {
        PathLimits own = request == null ? PathLimits.none() : ACCESS.limits(request);
        if (own != pathLimits) {
            pathLimits = own;
            bodyLimits = limits.of(own);
        }
        return bodyLimits;
    }
}
