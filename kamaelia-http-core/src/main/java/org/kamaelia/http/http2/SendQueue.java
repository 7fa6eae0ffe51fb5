package org.kamaelia.http.http2;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection that have something to send, in the order in which they send it (RFC 9218 section 10). More
 * urgent streams come first. Streams of the same urgency take turns, a frame each. Those that ask to be sent one after the
 * other, in the order of their numbers, have one turn together.
 *
 * <p>A stream without a priority of its own takes turns, so that one large response cannot delay all others. Not
 * thread-safe.
 */
final class SendQueue {
    private static final int URGENCIES = 8;

    private static final @Nullable Level[] NONE = {};

    private @Nullable Level[] levels = NONE;
    private int waiting; // a bit for each level that is not empty
    private @Nullable ArrayDeque<Http2Stream> blocked;

    /** The streams of one urgency. */
    private static final class Level {
        private final ArrayDeque<Http2Stream> turns = new ArrayDeque<>();
        private @Nullable PriorityQueue<Http2Stream> sequence;
        private int sinceSequence;

        void add(Http2Stream stream) {
            if (stream.isSequential()) {
                if (sequence == null) {
                    sequence = new PriorityQueue<>(Comparator.comparingInt(Http2Stream::id));
                }
                sequence.add(stream);
            } else {
                turns.add(stream);
            }
        }

        Http2Stream next() {
            PriorityQueue<Http2Stream> ordered = sequence;
            if (ordered != null && !ordered.isEmpty() && (turns.isEmpty() || sinceSequence >= turns.size())) {
                sinceSequence = 0;
                return ordered.remove();
            }
            sinceSequence++;
            return turns.remove();
        }

        boolean isEmpty() {
            return turns.isEmpty() && (sequence == null || sequence.isEmpty());
        }

        void remove(Http2Stream stream) {
            turns.remove(stream);
            if (sequence != null) {
                sequence.remove(stream);
            }
        }
    }

    /** Whether no stream waits. */
    boolean isEmpty() {
        return waiting == 0;
    }

    /** Adds a stream behind those of its urgency, unless it waits already. */
    void add(Http2Stream stream) {
        if (stream.queued(true)) {
            int urgency = stream.priority().urgency();
            if (levels.length == 0) {
                levels = new Level[URGENCIES];
            }
            Level level = levels[urgency];
            if (level == null) {
                level = new Level();
                levels[urgency] = level;
            }
            level.add(stream);
            waiting |= 1 << urgency;
        }
    }

    /** Takes the next stream out of the queue; null if there is none. */
    @Nullable
    Http2Stream next() {
        if (waiting == 0) {
            return null;
        }
        int urgency = Integer.numberOfTrailingZeros(waiting);
        Level level = java.util.Objects.requireNonNull(levels[urgency]);
        Http2Stream first = level.next();
        first.queued(false);
        if (level.isEmpty()) {
            waiting &= ~(1 << urgency);
        }
        return first;
    }

    /** Removes a stream that has closed or gets another priority. Returns whether it was waiting. */
    boolean remove(Http2Stream stream) {
        if (!stream.queued(false)) {
            return false;
        }
        int urgency = stream.priority().urgency();
        Level level = java.util.Objects.requireNonNull(levels[urgency]);
        level.remove(stream);
        if (level.isEmpty()) {
            waiting &= ~(1 << urgency);
        }
        return true;
    }

    /** Notes a stream that only the window of the connection stops. */
    void block(Http2Stream stream) {
        if (stream.block(true)) {
            if (blocked == null) {
                blocked = new ArrayDeque<>();
            }
            blocked.add(stream);
        }
    }

    /** Adds the streams that the window of the connection has stopped. */
    void unblock() {
        for (Http2Stream stream; blocked != null && (stream = blocked.poll()) != null; ) {
            stream.block(false);
            add(stream);
        }
    }

    /** Forgets a stream that has closed. */
    void forget(Http2Stream stream) {
        remove(stream);
        if (stream.block(false) && blocked != null) {
            blocked.remove(stream);
        }
    }

    /** Gives up all memory, because no stream is open. */
    void rest() {
        levels = NONE;
        blocked = null;
    }
}
