package org.kamaelia.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Octets read as decisions, so that whoever changes the octets changes the decisions: a fuzzer, or the author of a seed
 * file. All octets mean something, and where there are none left every decision is 0.
 */
public final class Choices {

    private final byte[] octets;
    private int at;

    /** Decisions that these octets make. */
    public Choices(byte[] octets) {
        this.octets = octets;
    }

    /** Whether no octet is left. */
    public boolean isEmpty() {
        return at == octets.length;
    }

    /** The next octet, 0 to 255. */
    public int octet() {
        return isEmpty() ? 0 : octets[at++] & 0xff;
    }

    /** A number from 0 up to, and without, the bound, which is 256 at the most. */
    public int below(int bound) {
        return octet() % bound;
    }

    /** A number from 0 up to, and without, the bound, which is 65,536 at the most; two octets. */
    public int wideBelow(int bound) {
        return (octet() << 8 | octet()) % bound;
    }

    /** One of these. */
    @SafeVarargs
    public final <T> T oneOf(T... things) {
        return things[below(things.length)];
    }

    /** At most so many of the next octets. */
    public byte[] octets(int most) {
        int from = at;
        at = Math.min(octets.length, at + most);
        return Arrays.copyOfRange(octets, from, at);
    }

    /** At most so many of the next octets, each one character. */
    public String text(int most) {
        return new String(octets(most), StandardCharsets.ISO_8859_1);
    }

    /** The octets that are left. */
    public byte[] rest() {
        return octets(octets.length - at);
    }

    /** Sizes of four pieces, 1 to 64 octets each; four octets. */
    public int[] pieces() {
        return new int[] {1 + below(64), 1 + below(64), 1 + below(64), 1 + below(64)};
    }
}
