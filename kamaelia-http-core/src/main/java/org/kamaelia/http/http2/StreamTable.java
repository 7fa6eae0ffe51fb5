package org.kamaelia.http.http2;

import org.jspecify.annotations.Nullable;

/**
 * The open streams of a connection by their numbers, and how the latest closed streams ended. A hash table with linear
 * probing: no object for each entry. Not thread-safe.
 */
final class StreamTable {
    /** How many closed streams are remembered: more than a client can have in flight by default. */
    private static final int REMEMBERED = 128;

    private static final int FIRST_CAPACITY = 8;
    private static final @Nullable Http2Stream[] NO_SLOTS = new Http2Stream[1]; // every number finds null in it
    private static final int[] NO_ENDS = {};
    private static final int STATE_BITS = 2;
    private static final StreamState[] ENDS = {
        StreamState.CLOSED, StreamState.RESET_BY_CLIENT, StreamState.RESET_BY_SERVER
    };

    private @Nullable Http2Stream[] slots = NO_SLOTS;
    private int size;
    private int[] closed = NO_ENDS;
    private int closedCount;
    private int latest;

    /** The number of open streams. */
    int size() {
        return size;
    }

    /** The highest number that the client has used; 0 if it has opened no stream. */
    int latest() {
        return latest;
    }

    /** Notes a number that the client has used, so that it and all lower numbers are used up. */
    void used(int id) {
        latest = id;
    }

    /** Returns an open stream; null if the stream is not open. */
    @Nullable
    Http2Stream get(int id) {
        for (int i = slot(id); ; i = i + 1 & slots.length - 1) {
            Http2Stream found = slots[i];
            if (found == null || found.id() == id) {
                return found;
            }
        }
    }

    /** Returns the state of a stream that is not open. */
    StreamState stateOf(int id) {
        if (id > latest) {
            return StreamState.IDLE;
        }
        int known = Math.min(closedCount, REMEMBERED);
        for (int i = 0; i < known; i++) {
            if (closed[i] >>> STATE_BITS == id >>> 1) {
                return ENDS[closed[i] & (1 << STATE_BITS) - 1];
            }
        }
        return StreamState.FORGOTTEN;
    }

    private int slot(int id) {
        return id >>> 1 & slots.length - 1;
    }

    /** Adds a stream that has opened. */
    void add(Http2Stream stream) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        place(stream);
        size++;
    }

    private void place(Http2Stream stream) {
        int i = slot(stream.id());
        while (slots[i] != null) {
            i = i + 1 & slots.length - 1;
        }
        slots[i] = stream;
    }

    private void grow() {
        @Nullable Http2Stream[] before = slots;
        slots = new Http2Stream[Math.max(FIRST_CAPACITY, 2 * before.length)];
        for (Http2Stream stream : before) {
            if (stream != null) {
                place(stream);
            }
        }
    }

    /** Removes a stream that has closed, and remembers how. */
    void remove(Http2Stream stream, StreamState end) {
        int at = slot(stream.id());
        while (slots[at] != stream) {
            at = at + 1 & slots.length - 1;
        }
        slots[at] = null;
        size--;
        for (int i = at + 1 & slots.length - 1; slots[i] != null; i = i + 1 & slots.length - 1) {
            Http2Stream moved = slots[i];
            slots[i] = null;
            place(java.util.Objects.requireNonNull(moved));
        }
        remember(stream.id(), end);
    }

    /** Remembers how a stream ended that was never open, because it was refused. */
    void remember(int id, StreamState end) {
        if (closedCount < REMEMBERED && closedCount == closed.length) {
            closed = java.util.Arrays.copyOf(closed, Math.max(FIRST_CAPACITY, 2 * closed.length));
        }
        closed[closedCount % REMEMBERED] = id >>> 1 << STATE_BITS | code(end);
        closedCount = closedCount == 2 * REMEMBERED - 1 ? REMEMBERED : closedCount + 1;
    }

    private static int code(StreamState end) {
        return end == StreamState.CLOSED ? 0 : end == StreamState.RESET_BY_CLIENT ? 1 : 2;
    }

    /**
     * Gives up memory, because no stream has been open for a time. How streams have ended is forgotten if no stream was reset:
     * the client sends nothing more on a stream that both sides have ended.
     */
    void rest() {
        slots = NO_SLOTS;
        boolean reset = false;
        for (int end : closed) {
            reset |= (end & (1 << STATE_BITS) - 1) != code(StreamState.CLOSED);
        }
        if (!reset) {
            closed = NO_ENDS;
            closedCount = 0;
        }
    }

    /** Copies the open streams, for work that closes some of them. */
    Http2Stream[] all() {
        Http2Stream[] all = new Http2Stream[size];
        int count = 0;
        for (Http2Stream stream : slots) {
            if (stream != null) {
                all[count++] = stream;
            }
        }
        return all;
    }
}
