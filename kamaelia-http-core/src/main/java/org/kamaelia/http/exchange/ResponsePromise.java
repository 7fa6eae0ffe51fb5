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
 * Enforces the body length that the first part of a response has set. Surplus octets are discarded and counted. Missing
 * octets are detected at the end of the response. So a handler with a wrong length cannot corrupt the connection. Used
 * for one response after the other.
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

    /** The result of a part of the response. */
    enum Outcome {
        /** More parts may follow. */
        GOES_ON,
        /** No more parts are needed. */
        DONE,
        /** The part is in the wrong place. */
        BROKEN
    }

    /** Begins another response. */
    void begin(boolean answersHead) {
        toHead = answersHead;
        begun = false;
        endless = false;
        trailers = Fields.empty();
        promised = Response.UNKNOWN;
    }

    /** Sends the first part, which sets the length. */
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

    /** Sends data up to the length of the body. */
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

    /** Sends a region of a file up to the length of the body. */
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

    /** Returns how many of these octets may be sent. */
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

    /** Ends the body after the handler has finished. Returns false if octets are missing. */
    boolean end(Answer answer) {
        if (framing != Framing.NONE && answer.sent() < promised) {
            return false;
        }
        carrier.end(trailers);
        return true;
    }

    /** Whether the first part belongs to an endless response. */
    boolean isEndless() {
        return endless;
    }

    /** Counts the surplus octets that are still in the box. */
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

    /** Describes the missing octets for the log. */
    String shortfall(Answer answer) {
        return "announced " + promised + " bytes and sent " + answer.sent();
    }
}
