package org.kamaelia.http.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The octets of a message, in one piece or in several. A message that arrives in many fragments is kept in pieces, so
 * that no octet is copied twice. Immutable, as long as nobody changes the arrays.
 */
public final class Content {
    /** No octets. */
    public static final Content EMPTY = new Content(new byte[0]);

    private final byte[][] pieces;
    private final int last; // octets of the last piece; the other pieces are full
    private final int size;

    Content(byte[][] pieces, int last, int size) {
        this.pieces = pieces;
        this.last = last;
        this.size = size;
    }

    private Content(byte[] whole) {
        this(new byte[][] {whole}, whole.length, whole.length);
    }

    /** Makes content of one piece. The array belongs to the content from now on. */
    public static Content of(byte[] octets) {
        return octets.length == 0 ? EMPTY : new Content(octets);
    }

    /** The number of octets. */
    public int size() {
        return size;
    }

    /** The number of pieces, at least 1. */
    public int pieces() {
        return pieces.length;
    }

    /** Returns a piece, in a read-only buffer that shares its octets. */
    public ByteBuffer piece(int index) {
        return ByteBuffer.wrap(pieces[index], 0, length(index)).asReadOnlyBuffer();
    }

    /** Returns the array of a piece, of which the first {@link #length} octets count. Do not change it. */
    public byte[] array(int index) {
        return pieces[index];
    }

    /** The octets of a piece. */
    public int length(int index) {
        return index == pieces.length - 1 ? last : pieces[index].length;
    }

    /** Returns a buffer over a piece that shares its octets, for the one that sends it and does not change it. */
    public ByteBuffer shared(int index) {
        return ByteBuffer.wrap(pieces[index], 0, length(index));
    }

    /** Returns all octets in a new array. */
    public byte[] toArray() {
        byte[] whole = new byte[size];
        copyTo(whole, 0);
        return whole;
    }

    /** Copies all octets into an array, from this index on. */
    public void copyTo(byte[] into, int from) {
        int at = from;
        for (int i = 0; i < pieces.length; i++) {
            System.arraycopy(pieces[i], 0, into, at, length(i));
            at += length(i);
        }
    }

    /** Returns all octets in a read-only buffer. They are copied only if there are several pieces. */
    public ByteBuffer bytes() {
        return pieces.length == 1 ? piece(0) : ByteBuffer.wrap(toArray()).asReadOnlyBuffer();
    }

    /** Returns the text whose UTF-8 octets these are. */
    public String text() {
        return pieces.length == 1
                ? new String(pieces[0], 0, last, StandardCharsets.UTF_8)
                : new String(toArray(), StandardCharsets.UTF_8);
    }
}
