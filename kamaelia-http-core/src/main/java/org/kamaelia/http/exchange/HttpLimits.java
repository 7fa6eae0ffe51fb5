package org.kamaelia.http.exchange;

import java.time.Duration;
import java.util.function.Consumer;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * What a client, and a handler, may take of one connection. Immutable; begin with {@link #defaults()}.
 *
 * @param parser sizes of request line, header section, chunk lines and trailers
 * @param requestBody bytes of a request body, 0 for no limit; past it 413 and close
 * @param pipelined requests parsed ahead while one is answered, at least 1; past it reading stops
 * @param buffered bytes under way in each direction, at least 1; past it reading, or the handler, stops
 * @param head time for the whole header section from its first byte; past it 408 and close
 * @param idle time between requests; past it close
 * @param bodyIdle time without a byte of the body while it is wanted; past it 408 and close
 * @param bodyRate least bytes of body in a second, on average after {@code bodyGrace}, while it is wanted; 0 for none
 * @param bodyGrace time before {@code bodyRate} counts
 * @param firstPart time for the first part of the response; past it 503
 * @param drainBytes bytes of an unread request body that are discarded after the answer; past it close
 * @param drain time for that; past it close
 * @param streamGrace how long an answer without an end goes on when the server begins to stop; past it it ends
 */
public record HttpLimits(
        ParserLimits parser,
        long requestBody,
        int pipelined,
        int buffered,
        Duration head,
        Duration idle,
        Duration bodyIdle,
        int bodyRate,
        Duration bodyGrace,
        Duration firstPart,
        long drainBytes,
        Duration drain,
        Duration streamGrace) {
    private static final HttpLimits DEFAULTS = new HttpLimits(
            ParserLimits.defaults(),
            2 * 1024 * 1024,
            16,
            48 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(75),
            Duration.ofSeconds(30),
            240,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            256 * 1024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    /** Checks the limits. */
    public HttpLimits {
        if (requestBody < 0 || bodyRate < 0 || drainBytes < 0) {
            throw new IllegalArgumentException("requestBody, bodyRate and drainBytes are at least 0 bytes, not "
                    + requestBody + ", " + bodyRate + " and " + drainBytes);
        }
        if (pipelined < 1 || pipelined > 1024 || buffered < 1) {
            throw new IllegalArgumentException("pipelined is from 1 to 1024 requests and buffered at least 1 byte, not "
                    + pipelined + " and " + buffered);
        }
        positive("head", head);
        positive("idle", idle);
        positive("bodyIdle", bodyIdle);
        positive("bodyGrace", bodyGrace);
        positive("firstPart", firstPart);
        positive("drain", drain);
        if (streamGrace.isNegative()) {
            throw new IllegalArgumentException("streamGrace is no negative time, not " + streamGrace);
        }
    }

    private static void positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " is a positive time, not " + time);
        }
    }

    /**
     * 2 MiB of body, 16 requests ahead, 48 KiB in each direction, 10 s for a head, 75 s idle, 30 s without a byte of body
     * and 240 B/s after 5 s, 30 s to the first part, 256 KiB or 5 s of draining, 1 s for
     * streams when the server stops.
     */
    public static HttpLimits defaults() {
        return DEFAULTS;
    }

    /** The same with other sizes for the parser. */
    public HttpLimits parser(ParserLimits sizes) {
        return changed(draft -> draft.parser = sizes);
    }

    /** The same with another limit of the request body in bytes; 0 for none. */
    public HttpLimits requestBody(long bytes) {
        return changed(draft -> draft.requestBody = bytes);
    }

    /** The same with other bounds of what is under way. */
    public HttpLimits underWay(int requests, int bytes) {
        return changed(draft -> {
            draft.pipelined = requests;
            draft.buffered = bytes;
        });
    }

    /** The same with other times for a header section and between requests. */
    public HttpLimits headAndIdle(Duration wholeHead, Duration betweenRequests) {
        return changed(draft -> {
            draft.head = wholeHead;
            draft.idle = betweenRequests;
        });
    }

    /** The same with another pace of request bodies. */
    public HttpLimits bodyPace(Duration withoutByte, int bytesASecond, Duration grace) {
        return changed(draft -> {
            draft.bodyIdle = withoutByte;
            draft.bodyRate = bytesASecond;
            draft.bodyGrace = grace;
        });
    }

    /** The same with another time for the first part of a response. */
    public HttpLimits firstPart(Duration time) {
        return changed(draft -> draft.firstPart = time);
    }

    /** The same with other bounds for discarding a body that nobody read. */
    public HttpLimits draining(long bytes, Duration time) {
        return changed(draft -> {
            draft.drainBytes = bytes;
            draft.drain = time;
        });
    }

    /** The same with another time for answers without an end when the server stops. */
    public HttpLimits streamGrace(Duration time) {
        return changed(draft -> draft.streamGrace = time);
    }

    /** The same where a path has no limits of its own. */
    public HttpLimits of(PathLimits path) {
        if (path == PathLimits.none()) {
            return this;
        }
        return changed(draft -> {
            draft.requestBody = path.requestBody() != null ? path.requestBody() : requestBody;
            draft.bodyIdle = path.bodyIdle() != null ? path.bodyIdle() : bodyIdle;
            draft.bodyRate = path.bodyRate() != null ? path.bodyRate() : bodyRate;
            draft.firstPart = path.firstPart() != null ? path.firstPart() : firstPart;
        });
    }

    private HttpLimits changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A copy that can be changed. */
    private static final class Draft {
        private ParserLimits parser;
        private long requestBody;
        private int pipelined;
        private int buffered;
        private Duration head;
        private Duration idle;
        private Duration bodyIdle;
        private int bodyRate;
        private Duration bodyGrace;
        private Duration firstPart;
        private long drainBytes;
        private Duration drain;
        private Duration streamGrace;

        Draft(HttpLimits of) {
            parser = of.parser;
            requestBody = of.requestBody;
            pipelined = of.pipelined;
            buffered = of.buffered;
            head = of.head;
            idle = of.idle;
            bodyIdle = of.bodyIdle;
            bodyRate = of.bodyRate;
            bodyGrace = of.bodyGrace;
            firstPart = of.firstPart;
            drainBytes = of.drainBytes;
            drain = of.drain;
            streamGrace = of.streamGrace;
        }

        HttpLimits done() {
            return new HttpLimits(
                    parser,
                    requestBody,
                    pipelined,
                    buffered,
                    head,
                    idle,
                    bodyIdle,
                    bodyRate,
                    bodyGrace,
                    firstPart,
                    drainBytes,
                    drain,
                    streamGrace);
        }
    }
}
