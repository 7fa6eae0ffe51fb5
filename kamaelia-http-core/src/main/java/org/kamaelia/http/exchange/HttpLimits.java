package org.kamaelia.http.exchange;

import java.time.Duration;
import java.util.function.Consumer;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * The limits for the requests of one connection and for their handlers. Immutable; start with {@link #defaults()}.
 *
 * @param parser limits of the request line, the header section, chunk lines and trailers
 * @param requestBody the largest request body in bytes, 0 for no limit; a larger body gets 413 and the connection
 *     closes
 * @param pipelined the most request events parsed ahead during a response, 1 to 1,024; at the limit the server stops
 *     reading
 * @param buffered the limit of buffered bytes in each direction, at least 1; at the limit the server stops reading, or
 *     the handler has no room
 * @param head the longest time from the first byte of a request to the end of its header section; after that 408, and
 *     the connection closes
 * @param idle the longest time between requests; after that the connection closes
 * @param bodyIdle the longest time without a byte of the body while the server reads it; after that 408, and the
 *     connection closes
 * @param bodyRate the lowest average rate of the body in bytes per second while the server reads it, checked after
 *     {@code bodyGrace}; 0 for none; a slower body gets 408 and the connection closes
 * @param bodyGrace the time before {@code bodyRate} is checked
 * @param firstPart the longest time until the first part of the response; after that 503
 * @param drainBytes the most bytes of an unread request body that are discarded after the response; after more bytes
 *     the connection closes
 * @param drain the longest time for discarding an unread request body; after that the connection closes
 * @param streamGrace how long an endless response may continue when the server begins to stop; at least 0
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

    /** Checks the limits. Throws {@link IllegalArgumentException} for a value outside its range. */
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
            throw new IllegalArgumentException("streamGrace is at least 0, not " + streamGrace);
        }
    }

    private static void positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " is a positive time, not " + time);
        }
    }

    /**
     * Returns the default limits: a body of 2 MiB, 16 request events ahead, 48 KiB in each direction, 10 s for a header
     * section, 75 s idle, 30 s without a byte of the body, 240 bytes per second after 5 s, 30 s until the first part,
     * 256 KiB and 5 s for discarding a body, 1 s for endless responses when the server stops.
     */
    public static HttpLimits defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with other limits of the parser. */
    public HttpLimits parser(ParserLimits sizes) {
        return changed(draft -> draft.parser = sizes);
    }

    /** Returns a copy with another limit of the request body in bytes; 0 for no limit. */
    public HttpLimits requestBody(long bytes) {
        return changed(draft -> draft.requestBody = bytes);
    }

    /** Returns a copy with other limits of {@link #pipelined()} and {@link #buffered()}. */
    public HttpLimits underWay(int requests, int bytes) {
        return changed(draft -> {
            draft.pipelined = requests;
            draft.buffered = bytes;
        });
    }

    /** Returns a copy with other limits of {@link #head()} and {@link #idle()}. */
    public HttpLimits headAndIdle(Duration wholeHead, Duration betweenRequests) {
        return changed(draft -> {
            draft.head = wholeHead;
            draft.idle = betweenRequests;
        });
    }

    /** Returns a copy with other limits of {@link #bodyIdle()}, {@link #bodyRate()} and {@link #bodyGrace()}. */
    public HttpLimits bodyPace(Duration withoutByte, int bytesASecond, Duration grace) {
        return changed(draft -> {
            draft.bodyIdle = withoutByte;
            draft.bodyRate = bytesASecond;
            draft.bodyGrace = grace;
        });
    }

    /** Returns a copy with another limit of {@link #firstPart()}. */
    public HttpLimits firstPart(Duration time) {
        return changed(draft -> draft.firstPart = time);
    }

    /** Returns a copy with other limits of {@link #drainBytes()} and {@link #drain()}. */
    public HttpLimits draining(long bytes, Duration time) {
        return changed(draft -> {
            draft.drainBytes = bytes;
            draft.drain = time;
        });
    }

    /** Returns a copy with another limit of {@link #streamGrace()}. */
    public HttpLimits streamGrace(Duration time) {
        return changed(draft -> draft.streamGrace = time);
    }

    /** Returns a copy in which the limits of a path replace these limits. */
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

    /** A mutable copy. */
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
