package org.kamaelia.http.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 while it arrives, in pieces of any size (RFC 3629). A wrong octet is found as soon as it is there: overlong
 * forms, surrogates and code points above U+10FFFF are found at their second octet.
 */
public final class Utf8Check {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private int needed; // octets that are still missing of the current character
    private int seen; // octets of the current character so far
    private int low; // the range of the next octet
    private int high;

    /** Makes a check that expects the first octet of a text. */
    public Utf8Check() {}

    /** Expects the first octet of a text from now on. */
    public void begin() {
        needed = 0;
        seen = 0;
    }

    /** Whether the text so far ends with a whole character. */
    public boolean isComplete() {
        return needed == 0;
    }

    /** The number of octets at the end of the text so far that are the beginning of a character; from 0 to 3. */
    public int pending() {
        return needed == 0 ? 0 : seen;
    }

    /**
     * Checks the next octets.
     *
     * @return whether the text can still be well-formed
     */
    public boolean accept(byte[] octets, int from, int to) {
        int i = from;
        while (i < to) {
            if (needed == 0) {
                i = skipAscii(octets, i, to);
                if (i < to && !lead(octets[i++] & 0xff)) {
                    return false;
                }
            } else {
                int octet = octets[i++] & 0xff;
                if (octet < low || octet > high) {
                    return false;
                }
                low = 0x80;
                high = 0xbf;
                needed--;
                seen++;
            }
        }
        return true;
    }

    private static int skipAscii(byte[] octets, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to && ((long) LONGS.get(octets, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < to && octets[i] >= 0) {
            i++;
        }
        return i;
    }

    /** Takes the first octet of a character of several octets. */
    private boolean lead(int octet) {
        seen = 1;
        low = 0x80;
        high = 0xbf;
        if (octet >= 0xc2 && octet <= 0xdf) {
            needed = 1;
        } else if (octet >= 0xe0 && octet <= 0xef) {
            needed = 2;
            low = octet == 0xe0 ? 0xa0 : 0x80; // no overlong form
            high = octet == 0xed ? 0x9f : 0xbf; // no surrogate
        } else if (octet >= 0xf0 && octet <= 0xf4) {
            needed = 3;
            low = octet == 0xf0 ? 0x90 : 0x80; // no overlong form
            high = octet == 0xf4 ? 0x8f : 0xbf; // nothing above U+10FFFF
        } else {
            return false;
        }
        return true;
    }
}
