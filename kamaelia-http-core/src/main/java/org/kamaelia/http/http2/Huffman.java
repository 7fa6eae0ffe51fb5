package org.kamaelia.http.http2;

import java.nio.ByteBuffer;

/**
 * The Huffman code of HPACK (RFC 7541 section 5.2 and appendix B).
 *
 * <p>The code is canonical: the codes of one length are consecutive, in the order of the octets. Therefore the lengths
 * are the whole definition. The decoder reads four bits at a time. No code is shorter than five bits, so four bits
 * complete at most one octet.
 */
final class Huffman {

    /** The state before the first code of a string. */
    static final int START = 0;

    /** The lengths in bits of the codes of the octets 0 to 255 and of EOS, as digits of base 36. */
    private static final String LENGTHS = "dnsssssssoussussssssssusssssssss"
            + "6aacd68baa8b8666555666666678f6ca"
            + "d67777777777777777777777878djde6"
            + "f56565666577666567655677777fbeds"
            + "kmkkmmmnmnnnnnonoomnonnnnlmnmnno"
            + "mlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
            + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrr"
            + "koklmllnmmppooqnqrqqrrrrrsrrrrrq"
            + "u";

    private static final int EOS = 256;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 30;
    private static final int PADDING_MAX = 7;

    // An entry of the table: the next state in the lowest octet, the decoded octet above it, and two marks.
    private static final int DECODED = 1 << 16;
    private static final int FAILED = 1 << 17;

    private static final int[] CODES = new int[EOS + 1];
    private static final byte[] BITS = new byte[EOS + 1];
    /** The entries for each state and the next four bits. */
    private static final int[] TABLE = new int[256 << 4];
    /** The states in which a string may end: at most seven bits after a code, all of them 1. */
    private static final boolean[] MAY_END = new boolean[256];

    static {
        assignCodes();
        buildTable(tree());
    }

    private Huffman() {}

    private static void assignCodes() {
        int next = 0;
        for (int bits = SHORTEST; bits <= LONGEST; bits++) {
            next <<= 1;
            for (int octet = 0; octet <= EOS; octet++) {
                if (Character.digit(LENGTHS.charAt(octet), 36) == bits) {
                    BITS[octet] = (byte) bits;
                    CODES[octet] = next++;
                }
            }
        }
    }

    /** Returns the code as a tree: for each inner node and bit, the next inner node, or {@code ~octet} for a leaf. */
    private static int[][] tree() {
        int[][] tree = new int[256][2];
        int nodes = 1;
        for (int octet = 0; octet <= EOS; octet++) {
            int node = 0;
            for (int bit = BITS[octet] - 1; bit > 0; bit--) {
                int side = CODES[octet] >>> bit & 1;
                if (tree[node][side] == 0) {
                    tree[node][side] = nodes++;
                }
                node = tree[node][side];
            }
            tree[node][CODES[octet] & 1] = ~octet;
        }
        return tree;
    }

    private static void buildTable(int[][] tree) {
        for (int state = 0; state < 256; state++) {
            for (int four = 0; four < 16; four++) {
                TABLE[state << 4 | four] = entry(tree, state, four);
            }
        }
        for (int bits = 0, node = 0; bits <= PADDING_MAX; bits++) {
            MAY_END[node] = true;
            node = tree[node][1];
        }
    }

    private static int entry(int[][] tree, int state, int four) {
        int node = state;
        int marks = 0;
        for (int bit = 3; bit >= 0; bit--) {
            node = tree[node][four >>> bit & 1];
            if (node == ~EOS) {
                return FAILED;
            }
            if (node < 0) {
                marks = DECODED | ~node << 8;
                node = 0;
            }
        }
        return marks | node;
    }

    /** The most octets to which {@code coded} octets can decode, together with the bits before them. */
    static int mostDecoded(int coded) {
        return coded * 8 / SHORTEST + 1;
    }

    /** Whether a string may end in a state. */
    static boolean mayEnd(int state) {
        return MAY_END[state];
    }

    /**
     * Decodes a piece of a string.
     *
     * @param state the state after the piece before, or {@link #START}
     * @param out has room for {@link #mostDecoded} octets from {@code at} on
     * @return the next state in the lowest octet, and above it the index after the decoded octets; -1 if the piece has
     *     the code of EOS
     */
    static long decode(int state, ByteBuffer in, int from, int to, byte[] out, int at) {
        int now = state;
        int end = at;
        for (int i = from; i < to; i++) {
            int octet = in.get(i);
            int first = TABLE[now << 4 | octet >>> 4 & 15];
            if ((first & DECODED) != 0) {
                out[end++] = (byte) (first >>> 8);
            }
            int second = TABLE[(first & 0xff) << 4 | octet & 15];
            if ((second & DECODED) != 0) {
                out[end++] = (byte) (second >>> 8);
            }
            if (((first | second) & FAILED) != 0) {
                return -1;
            }
            now = second & 0xff;
        }
        return (long) end << 8 | now;
    }

    /** The number of octets of {@code [from, to)} when coded. */
    static int codedLength(byte[] octets, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits += BITS[octets[i] & 0xff];
        }
        return (int) (bits + 7 >>> 3);
    }

    /**
     * Codes {@code [from, to)} and pads the last octet with ones.
     *
     * @param out has room for {@link #codedLength} octets from {@code at} on
     * @return the index after the coded octets
     */
    static int encode(byte[] octets, int from, int to, byte[] out, int at) {
        long pending = 0;
        int bits = 0;
        int end = at;
        for (int i = from; i < to; i++) {
            int octet = octets[i] & 0xff;
            pending = pending << BITS[octet] | CODES[octet];
            bits += BITS[octet];
            while (bits >= 8) {
                bits -= 8;
                out[end++] = (byte) (pending >>> bits);
            }
        }
        if (bits > 0) {
            out[end++] = (byte) (pending << 8 - bits | 0xff >>> bits);
        }
        return end;
    }
}
