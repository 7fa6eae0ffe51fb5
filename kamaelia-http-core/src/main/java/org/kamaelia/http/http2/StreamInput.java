package org.kamaelia.http.http2;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.http.exchange.BodyPace;
import org.kamaelia.http.exchange.HttpExchange;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.RequestEvent;
import org.kamaelia.http.syntax.Fields;

/**
 * The request body of one stream: data that its handler has not taken yet, never more than the window. The window grows by
 * what the handler takes, and not before (RFC 9113 section 6.9). Used for one stream after the other.
 */
final class StreamInput {
    /** Data that must wait is copied if it would hold one more read buffer than this. A burst of frames fills as many. */
    private static final int MOST_BUFFERS = 2;

    private final HttpExchange exchange;
    private final ByteAccount account;
    private final HttpLimits limits;
    private final int window;
    private final ArrayDeque<RequestEvent.Chunk> waiting = new ArrayDeque<>(4);
    private int buffers; // how many read buffers the waiting data may hold
    private @Nullable BodyPace pace;
    private @Nullable Fields trailers;
    private boolean incomplete;
    private long expected;
    private long received;
    private int receivable;
    private long counted;
    private long credited;
    private long overhead;

    /** The result of {@link #pump()}. */
    enum Result {
        GOES_ON,
        /** More was discarded than is discarded after a response. */
        TOO_MUCH
    }

    /**
     * Makes the input of a stream.
     *
     * @param account counts the memory of data that waits
     * @param window the octets that a client may send before the handler takes them
     */
    StreamInput(HttpExchange exchange, ByteAccount account, HttpLimits limits, int window) {
        this.exchange = exchange;
        this.account = account;
        this.limits = limits;
        this.window = window;
    }

    /** Begins with another stream. */
    void begin(boolean hasBody) {
        incomplete = hasBody;
        expected = -1;
        received = 0;
        receivable = window;
        counted = 0;
        credited = 0;
        overhead = 0;
        pace = null;
        trailers = null;
    }

    /** Sets the content-length; -1 if it is not known. */
    void expect(long length) {
        expected = length;
    }

    /**
     * Counts a DATA frame for flow control.
     *
     * @param octets the whole payload
     * @param padding the octets of it that are no data, for which the client gets credit at once
     * @return false if the client has exceeded the window
     */
    boolean count(int octets, int padding) {
        counted += octets;
        overhead += padding;
        receivable -= octets;
        return receivable >= 0;
    }

    /** Counts data. Returns false if there is more than content-length says (RFC 9113 section 8.1.1). */
    boolean expects(int octets) {
        received += octets;
        BodyPace watched = pace;
        if (watched != null) {
            watched.received(octets);
        }
        return expected < 0 || received <= expected;
    }

    /** Whether as much data came as content-length says. */
    boolean isWhole() {
        return expected < 0 || received == expected;
    }

    /** Adds a piece of the body. */
    void add(RequestEvent.Chunk chunk) {
        RequestEvent.Chunk last = waiting.peekLast();
        buffers = last == null ? 1 : last.sharesMemoryWith(chunk) ? buffers : buffers + 1;
        if (buffers > MOST_BUFFERS) {
            chunk.detach();
        }
        waiting.add(chunk);
        account.add(chunk.size());
    }

    /** Ends the body. */
    void end(Fields last) {
        incomplete = false;
        trailers = last;
    }

    /** Whether the client has not ended the body. */
    boolean isIncomplete() {
        return incomplete;
    }

    /** Whether there is something that the exchange has not got yet. */
    boolean hasWork() {
        return trailers != null || !waiting.isEmpty();
    }

    /** Gives the exchange what it can take. */
    Result pump() {
        for (RequestEvent.Chunk chunk; (chunk = waiting.peek()) != null; ) {
            int size = chunk.size();
            switch (exchange.offer(chunk)) {
                case TAKEN -> take(size);
                case TOO_MUCH -> {
                    take(size);
                    return Result.TOO_MUCH;
                }
                case WAIT -> {
                    if (exchange.isAtWork()) {
                        return Result.GOES_ON;
                    }
                    take(size); // the body was refused, and the exchange has answered
                    chunk.release();
                    overhead += size;
                }
            }
        }
        Fields last = trailers;
        if (last != null) {
            trailers = null;
            exchange.endBody(last);
        }
        return Result.GOES_ON;
    }

    /** Gives a tunnel what it can take. */
    void pump(StreamTunnel tunnel) {
        while (!waiting.isEmpty() && tunnel.hasRoomForChunk()) {
            RequestEvent.Chunk chunk = waiting.peek();
            int size = chunk.size();
            take(size);
            overhead += size;
            tunnel.pass(chunk);
        }
        if (waiting.isEmpty() && trailers != null) {
            trailers = null;
            tunnel.inputEnds();
        }
    }

    private void take(int size) {
        waiting.remove();
        account.add(-size);
    }

    /** Returns the octets for which the connection gets credit since the last call. */
    int takeCredit() {
        long taken = exchange.bodyTaken() + overhead;
        int more = (int) (taken - credited);
        credited = taken;
        return more;
    }

    /** Returns the octets by which the window grows now: 0 while that is less than half of the window. */
    int takeWindow() {
        long free = window - receivable - (counted - credited);
        if (!incomplete || free < (window + 1) / 2) {
            return 0;
        }
        receivable += (int) free;
        return (int) free;
    }

    /** Discards what waits. Returns the octets for which the connection gets credit. */
    int discard() {
        for (RequestEvent.Chunk chunk; (chunk = waiting.poll()) != null; ) {
            account.add(-chunk.size());
            chunk.release();
        }
        trailers = null;
        int left = (int) (counted - credited);
        credited = counted;
        return left;
    }

    /** Returns a sentence for the client if the body is too slow for these limits; else null. */
    @Nullable
    String late(long now, HttpLimits patience) {
        if (!incomplete) {
            return null;
        }
        BodyPace watched = pace;
        if (watched == null) {
            watched = new BodyPace(now);
            watched.received(received);
            pace = watched;
        }
        if (!waiting.isEmpty() || receivable <= 0 || !exchange.wantsBody()) {
            watched.pause(now); // the server does not wait for the client
            return null;
        }
        return watched.late(now, patience);
    }
}
