package org.kamaelia.verification.faults.server;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Bodies that can be told apart: that of each id begins at another place of one block of printable octets, so a byte
 * that is missing, doubled, changed or of somebody else's answer does not match.
 */
public final class Pattern {
    /** The longest body, in bytes. */
    public static final int MOST = 32 * 1024;

    private static final int BEGINNINGS = 32_749; // a prime, so that neighbouring ids are far apart
    private static final byte[] BLOCK = new byte[MOST + BEGINNINGS];

    static {
        Random random = new Random(20_091_122);
        for (int i = 0; i < BLOCK.length; i++) {
            BLOCK[i] = (byte) (' ' + random.nextInt('~' - ' ' + 1));
        }
    }

    private Pattern() {}

    /** The body of an id: read-only, without a copy. */
    public static ByteBuffer body(long id, int length) {
        return ByteBuffer.wrap(BLOCK, beginning(id), length).slice().asReadOnlyBuffer();
    }

    /** Whether these bytes, from the position of the buffer to its limit, are the body of the id from an offset on. */
    public static boolean matches(long id, int offset, ByteBuffer bytes) {
        int from = beginning(id) + offset;
        return offset + bytes.remaining() <= MOST && bytes.equals(ByteBuffer.wrap(BLOCK, from, bytes.remaining()));
    }

    private static int beginning(long id) {
        return (int) Math.floorMod(id * 7_919, (long) BEGINNINGS);
    }
}
