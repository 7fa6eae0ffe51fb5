package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects the octets of a frame header or of a short payload, which may arrive in pieces. */
final class Collector {

    byte[] octets = new byte[Frames.HEADER];
    private int collected;

    /** Whether octets have arrived that are not enough yet. */
    boolean hasSome() {
        return collected > 0;
    }

    /**
     * Takes octets.
     *
     * @param enough how many octets are needed in total
     * @return whether there are enough. The octets stay until the next call, which begins anew
     */
    boolean collect(ByteBuffer in, int enough) {
        if (enough > octets.length) {
            octets = Arrays.copyOf(octets, enough);
        }
        int taken = Math.min(in.remaining(), enough - collected);
        in.get(octets, collected, taken);
        collected += taken;
        if (collected < enough) {
            return false;
        }
        collected = 0;
        return true;
    }

    /** The four octets at an index as a number. */
    int number(int at) {
        return octet(at) << 24 | octet(at + 1) << 16 | octet(at + 2) << 8 | octet(at + 3);
    }

    /** The first eight octets as a number. */
    long longNumber() {
        return (long) number(0) << 32 | number(4) & 0xffff_ffffL;
    }

    /** The octet at an index, 0 to 255. */
    int octet(int at) {
        return octets[at] & 0xff;
    }
}
