package org.kamaelia.http.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Masks and unmasks the payload of frames in place, eight octets at a time (RFC 6455 section 5.3). */
public final class Masking {
    private Masking() {}

    /**
     * Masks octets in place, or unmasks them: both are the same operation. Neither position nor limit changes.
     *
     * @param octets the buffer
     * @param from the index of the first octet
     * @param to the index behind the last octet
     * @param key the masking key, its first octet in the highest bits
     * @param offset the number of octets of the payload before {@code from}
     */
    public static void apply(ByteBuffer octets, int from, int to, int key, long offset) {
        int turned = Integer.rotateLeft(key, 8 * (int) (offset & 3));
        long word = (turned & 0xffff_ffffL) << 32 | turned & 0xffff_ffffL;
        if (octets.order() == ByteOrder.LITTLE_ENDIAN) {
            word = Long.reverseBytes(word);
        }
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            octets.putLong(i, octets.getLong(i) ^ word);
        }
        for (int shift = 24; i < to; i++, shift = shift == 0 ? 24 : shift - 8) {
            octets.put(i, (byte) (octets.get(i) ^ turned >>> shift));
        }
    }
}
