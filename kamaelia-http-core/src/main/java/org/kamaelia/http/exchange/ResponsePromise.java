package org.kamaelia.http.exchange;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.FileRegion;

/**
 * Holds a response to what its first part promised: a body of so many octets, or none. Surplus is discarded and counted;
 * a shortfall shows at the end. So a handler that is wrong about its length cannot corrupt the connection. Used for one
 * response after the other.
 */
final class ResponsePromise {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Carrier carrier;
    private final HttpCounters counters;
    private Framing framing = Framing.NONE;
    private Fields trailers = Fields.empty();
    private boolean toHead;
    private boolean endless;
    private boolean begun;
    private long promised;

    ResponsePromise(Carrier carrier, HttpCounters counters) {
        this.carrier = carrier;
        this.counters = counters;
    }

    /** What a part of the response leads to. */
    enum Outcome {
        /** More parts may follow. */
        GOES_ON,
        /** Nobody wants more parts. */
        DONE,
        /** The part does not fit where it came. */
        BROKEN
    }

    /** A response begins that nothing is known of yet. */
    void begin(boolean answersHead) {
        toHead = answersHead;
        begun = false;
        endless = false;
        trailers = Fields.empty();
        promised = Response.UNKNOWN;
    }

    /** The first part, which makes the promise. */
    Outcome first(Response response, @Nullable Request request, boolean bodyUnread, Answer answer) {
        framing = carrier.head(response, request, toHead, bodyUnread);
        begun = true;
        endless = response.isEndless();
        promised = response.status() == 205 ? 0 : response.contentLength();
        answer.head(response, framing);
        if (!response.isComplete()) {
            return toHead ? Outcome.DONE : Outcome.GOES_ON;
        }
        if (framing != Framing.NONE && response.status() != 205) {
            carrier.content(Objects.requireNonNull(ACCESS.content(response)));
            answer.add(response.size());
        }
        return Outcome.DONE;
    }

    /** Some data: sent as far as it was promised. */
    Outcome data(ResponsePart.Data part, Answer answer) {
        int size = part.size();
        if (!begun) {
            part.release();
            return Outcome.BROKEN;
        }
        int some = (int) allowed(size, answer);
        carrier.data(part, some);
        return passed(some, size, answer);
    }

    /** A region of a file: sent as far as it was promised. */
    Outcome file(FileRegion region, Answer answer) {
        long size = region.remaining();
        if (!begun) {
            region.release();
            return Outcome.BROKEN;
        }
        long some = allowed(size, answer);
        carrier.file(region, some);
        return passed(some, size, answer);
    }

    /** How many of so many octets may leave. */
    private long allowed(long size, Answer answer) {
        if (framing == Framing.NONE) {
            return 0;
        }
        return promised >= 0 ? Math.min(size, promised - answer.sent()) : size;
    }

    private Outcome passed(long some, long size, Answer answer) {
        answer.add(some);
        if (some < size) {
            counters.surplus(size - some);
            return Outcome.DONE;
        }
        return Outcome.GOES_ON;
    }

    void trailers(Fields fields) {
        trailers = fields;
    }

    /** The handler has finished: ends the body; answers false if the handler has sent less than it promised. */
    boolean end(Answer answer) {
        if (framing != Framing.NONE && answer.sent() < promised) {
            return false;
        }
        carrier.end(trailers);
        return true;
    }

    /** Whether the first part said that the response has no end. */
    boolean isEndless() {
        return endless;
    }

    /** Counts what the handler has sent in vain, as far as it still lies in the box. */
    void surplus(Inbox<ResponsePart> box) {
        long octets = 0;
        for (int i = 0; i < box.size(); i++) {
            ResponsePart part = box.peek(i);
            octets += part instanceof ResponsePart.FileData file ? file.region().remaining() : part.size();
        }
        if (octets > 0) {
            counters.surplus(octets);
        }
    }

    /** What is wrong with a response that broke off, for the log. */
    String shortfall(Answer answer) {
        return "promised " + promised + " bytes and sent " + answer.sent();
    }
}
