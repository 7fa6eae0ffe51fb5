package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A request body that a handler collects in memory. The server enforces the limit of its size. The memory is first as
 * large as the announced length, but at most 64 KiB, and grows while the body arrives. Not thread-safe.
 */
public final class CollectedBody {
    private static final int FIRST_SIZE = 1024;
    private static final int MOST_AT_FIRST = 64 * FIRST_SIZE;

    private final int most;
    private byte[] bytes;
    private int size;

    /**
     * Makes an empty body.
     *
     * @param announced the length of the body in bytes, see {@link Request#contentLength()}; negative if it is unknown
     * @param most the largest body in bytes; the handler's {@code maxBody()}
     */
    public CollectedBody(long announced, int most) {
        this.most = most;
        this.bytes = new byte[(int) Math.max(0, Math.min(announced, Math.min(most, MOST_AT_FIRST)))];
    }

    /** Appends the remaining bytes of a chunk. */
    public void add(ByteBuffer chunk) {
        int more = chunk.remaining();
        if (size + more > bytes.length) {
            long larger = Math.max(size + more, Math.max(FIRST_SIZE, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) Math.min(larger, most));
        }
        chunk.get(bytes, size, more);
        size += more;
    }

    /** The memory that this body uses, in bytes, for {@link Handler#keeping}. */
    public int memory() {
        return bytes.length;
    }

    /** Returns the whole body. Call it once, when the body has ended; the array may be the memory of this object. */
    public byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
