package org.kamaelia.http.http2;

import org.jspecify.annotations.Nullable;

/**
 * How urgent a response is for the client (RFC 9218 section 4). There are sixteen priorities, each of them one object.
 */
public final class Priority {

    private static final int LEAST_URGENT = 7;
    private static final Priority[] ALL = new Priority[2 * (LEAST_URGENT + 1)];

    static {
        for (int i = 0; i < ALL.length; i++) {
            ALL[i] = new Priority(i >> 1, (i & 1) != 0);
        }
    }

    private final int urgency;
    private final boolean incremental;

    private Priority(int urgency, boolean incremental) {
        this.urgency = urgency;
        this.incremental = incremental;
    }

    /** The priority of a response for which the client sends none: urgency 3, not incremental. */
    public static Priority defaults() {
        return of(PriorityReader.DEFAULT_URGENCY, false);
    }

    /**
     * Returns a priority.
     *
     * @param urgency 0 to 7; 0 is the most urgent
     */
    public static Priority of(int urgency, boolean incremental) {
        return ALL[urgency << 1 | (incremental ? 1 : 0)];
    }

    /** 0 to 7; responses with a lower number are sent first. */
    public int urgency() {
        return urgency;
    }

    /** Whether the client can use parts of the response, so that it shares the connection with others of its urgency. */
    public boolean incremental() {
        return incremental;
    }

    /**
     * Reads the value of a Priority field or of a PRIORITY_UPDATE frame. Unknown members are ignored, and so are members
     * with a value that is of another type or out of range.
     *
     * @return null if the value is no dictionary (RFC 9651 section 4.2.2), so that all of it is ignored
     */
    public static @Nullable Priority parse(byte[] octets, int from, int to) {
        PriorityReader reader = new PriorityReader(octets, from, to);
        return reader.read() ? of(reader.urgency, reader.incremental) : null;
    }

    @Override
    public String toString() {
        return "u=" + urgency + (incremental ? ", i" : "");
    }
}
