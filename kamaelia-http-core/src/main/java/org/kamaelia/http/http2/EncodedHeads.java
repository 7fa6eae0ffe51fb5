package org.kamaelia.http.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;

/**
 * The field blocks of heads that a connection has sent lately, so that a response that is sent again is not encoded again. A
 * block is the same as long as {@link HpackEncoder#changes()} is. Not thread-safe.
 */
final class EncodedHeads {
    private static final int HEADS = 4;
    private static final @Nullable Head[] NONE = {};

    /** The longest block that is kept. The fields are kept as well, and a block of indices shows nothing of their size. */
    private static final int LONGEST = 64;

    private static final int MOST_FIELD_OCTETS = 1024;

    private @Nullable Head[] heads = NONE;
    private int oldest;

    /** A block, and what it is made of. */
    private record Head(int changes, Fields fields, int status, long length, byte[] date, byte[] block) {}

    /**
     * Returns the block of a head; null if it is not known.
     *
     * @param changes of the encoder now
     * @param date the value of the Date field that the server adds
     */
    byte @Nullable [] find(int changes, Fields fields, int status, long length, byte[] date) {
        for (Head head : heads) {
            if (head != null
                    && head.fields == fields
                    && head.changes == changes
                    && head.length == length
                    && head.date == date
                    && head.status == status) {
                return head.block;
            }
        }
        return null;
    }

    /** Keeps a block that was encoded without a change of the encoder. */
    void keep(int changes, Fields fields, int status, long length, byte[] date, BlockBuffer block) {
        if (block.length() <= LONGEST && fields.wireLength() <= MOST_FIELD_OCTETS) {
            byte[] octets = Arrays.copyOf(block.octets(), block.length());
            if (heads.length == 0) {
                heads = new Head[HEADS];
            }
            heads[oldest] = new Head(changes, fields, status, length, date, octets);
            oldest = (oldest + 1) % HEADS;
        }
    }

    /** Forgets all. */
    void clear() {
        heads = NONE;
    }
}
