package org.kamaelia.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Reads DEFLATE (RFC 1951) slowly and by the book, and notes how far back the data refers. */
final class NarrowInflater {
    private static final int[] LENGTHS = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] octets;
    private final Output out = new Output();

    private static final class Output extends ByteArrayOutputStream {
        void repeat(int distance) {
            write(buf[count - distance]);
        }
    }

    private int at; // in bits
    private int furthest;

    NarrowInflater(byte[] payload) {
        octets = Arrays.copyOf(payload, payload.length + 4);
        octets[payload.length + 2] = (byte) 0xff;
        octets[payload.length + 3] = (byte) 0xff;
    }

    int furthest() {
        return furthest;
    }

    String inflate() {
        while (at + 8 <= octets.length * 8) {
            bits(1);
            switch (bits(2)) {
                case 0 -> stored();
                case 1 -> block(fixed(), fixedDistances());
                case 2 -> dynamic();
                default -> throw new AssertionError("a block of an unknown kind");
            }
        }
        return out.toString(ISO_8859_1);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, at++) {
            value |= (octets[at >> 3] >> (at & 7) & 1) << i;
        }
        return value;
    }

    private void stored() {
        at = at + 7 & ~7;
        int length = bits(16);
        bits(16);
        for (int i = 0; i < length; i++) {
            out.write(bits(8));
        }
    }

    private static int[] fixed() {
        int[] lengths = new int[288];
        for (int i = 0; i < 288; i++) {
            lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        return lengths;
    }

    private static int[] fixedDistances() {
        int[] lengths = new int[30];
        Arrays.fill(lengths, 5);
        return lengths;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] codes = new int[19];
        int count = bits(4) + 4;
        for (int i = 0; i < count; i++) {
            codes[ORDER[i]] = bits(3);
        }
        int[] all = new int[literals + distances];
        for (int i = 0; i < all.length; ) {
            int symbol = symbol(codes);
            if (symbol < 16) {
                all[i++] = symbol;
            } else {
                int value = symbol == 16 ? all[i - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                for (int k = 0; k < times; k++) {
                    all[i++] = value;
                }
            }
        }
        block(Arrays.copyOf(all, literals), Arrays.copyOfRange(all, literals, all.length));
    }

    private void block(int[] literals, int[] distances) {
        for (int symbol; (symbol = symbol(literals)) != 256; ) {
            if (symbol < 256) {
                out.write(symbol);
                continue;
            }
            int length = LENGTHS[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
            int code = symbol(distances);
            int extra = code < 2 ? 0 : code / 2 - 1;
            int distance = code < 4 ? code + 1 : ((2 + (code & 1)) << extra) + 1 + bits(extra);
            furthest = Math.max(furthest, distance);
            for (int i = 0; i < length; i++) {
                out.repeat(distance);
            }
        }
    }

    /** Reads one symbol of a canonical code, bit by bit. */
    private int symbol(int[] lengths) {
        int code = 0;
        int first = 0;
        for (int length = 1; length < 16; length++) {
            code |= bits(1);
            int count = 0;
            for (int one : lengths) {
                count += one == length ? 1 : 0;
            }
            if (code - first < count) {
                return nth(lengths, length, code - first);
            }
            first = first + count << 1;
            code <<= 1;
        }
        throw new AssertionError("an unknown code");
    }

    private static int nth(int[] lengths, int length, int n) {
        int left = n;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] == length && left-- == 0) {
                return i;
            }
        }
        throw new AssertionError("an unknown code");
    }
}
