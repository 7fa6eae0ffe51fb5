package org.kamaelia.http.http2;

import java.util.Arrays;

/** Octets of a field block that is being encoded. Connections of one event loop may share it. Not thread-safe. */
public final class BlockBuffer {

    private static final int FIRST = 512;
    /** A buffer that has grown beyond this number of octets shrinks when it is cleared. */
    private static final int KEPT = 16 * 1024;

    private byte[] octets = new byte[FIRST];
    private int length;

    /** The octets. Valid until the next octet is put. Do not change the array. */
    public byte[] octets() {
        return octets;
    }

    /** The number of octets. */
    public int length() {
        return length;
    }

    /** Begins a new block. */
    void clear() {
        length = 0;
        if (octets.length > KEPT) {
            octets = new byte[FIRST];
        }
    }

    private void reserve(int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(length + more, 2 * octets.length));
        }
    }

    /** Puts an integer (RFC 7541 section 5.1). */
    void integer(int pattern, int prefix, int value) {
        reserve(6);
        if (value < prefix) {
            octets[length++] = (byte) (pattern | value);
            return;
        }
        octets[length++] = (byte) (pattern | prefix);
        int left = value - prefix;
        for (; left >= 0x80; left >>>= 7) {
            octets[length++] = (byte) (left | 0x80);
        }
        octets[length++] = (byte) left;
    }

    /** Puts a string, in Huffman code if that is shorter (RFC 7541 section 5.2). */
    void string(byte[] from, int start, int end) {
        int coded = Huffman.codedLength(from, start, end);
        if (coded < end - start) {
            integer(0x80, 0x7f, coded);
            reserve(coded);
            length = Huffman.encode(from, start, end, octets, length);
        } else {
            integer(0, 0x7f, end - start);
            reserve(end - start);
            System.arraycopy(from, start, octets, length, end - start);
            length += end - start;
        }
    }
}
