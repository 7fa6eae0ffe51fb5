package org.kamaelia.http.websocket.frame;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the messages of one connection (RFC 7692 section 7.2.1). The context is borrowed for the first message, and
 * given back after each message, unless later messages may refer to it.
 *
 * <p>The deflater of the JDK always has a window of 32 KiB. For a smaller window the data is cut into pieces of the size
 * of that window, and the compressor forgets everything after each piece. So nothing refers further back than the client
 * remembers. This compresses less.
 */
public final class Deflation {
    /** Memory of a context outside of the heap, in bytes. */
    static final int CONTEXT = 256 * 1024;

    private static final int WIDEST = 15;
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final byte[] EMPTY_BLOCK = {0};
    private static final int SMALLEST_PIECE = 64;
    private static final int LARGEST_PIECE = 64 * 1024;

    private final Contexts contexts;
    private final int level;
    private final boolean keeps;
    private final int windowBits;
    private @Nullable Deflater deflater;

    /**
     * Makes a compressor.
     *
     * @param contexts lends contexts
     * @param level 1 to 9, as in {@link Deflater}
     * @param keeps whether messages refer to earlier messages
     * @param windowBits the base-2 logarithm of the window of the client, 8 to 15
     */
    public Deflation(Contexts contexts, int level, boolean keeps, int windowBits) {
        this.contexts = contexts;
        this.level = level;
        this.keeps = keeps;
        this.windowBits = windowBits;
    }

    /** Whether each message stands for itself, and needs no more than what every client has. */
    public boolean makesEqualMessages() {
        return !keeps && windowBits == WIDEST;
    }

    /** The memory of the context, in bytes; 0 if there is none now. */
    public int held() {
        return deflater == null ? 0 : CONTEXT;
    }

    /**
     * Compresses a message or a part of one.
     *
     * @param last whether the message ends with it
     * @return the payload of the frame
     */
    public Content deflate(Content octets, boolean last) {
        Deflater own = deflater;
        if (own == null) {
            own = contexts.deflater(level);
            deflater = own;
        }
        ContentBuilder into = new ContentBuilder();
        int window = windowBits == WIDEST ? Integer.MAX_VALUE : 1 << windowBits;
        for (int i = 0; i < octets.pieces(); i++) {
            int length = octets.length(i);
            for (int from = 0; from < length; ) {
                int some = Math.min(window, length - from);
                own.setInput(octets.array(i), from, some);
                from += some;
                int flush = window < Integer.MAX_VALUE ? Deflater.FULL_FLUSH : Deflater.NO_FLUSH;
                drain(own, into, flush, some);
            }
        }
        if (window == Integer.MAX_VALUE) {
            drain(own, into, Deflater.SYNC_FLUSH, SMALLEST_PIECE);
        }
        if (last) {
            cutTail(into);
            if (!keeps) {
                end();
            }
        }
        return into.take(0);
    }

    private static void drain(Deflater own, ContentBuilder into, int flush, int input) {
        int room;
        int some;
        do {
            room = into.room(Math.max(SMALLEST_PIECE, Math.min(input / 2, LARGEST_PIECE)), Integer.MAX_VALUE);
            some = own.deflate(into.piece(), into.used(), room, flush);
            into.wrote(some);
        } while (some == room);
    }

    /** Section 7.2.1: the octets 00 00 ff ff at the end are not sent; a payload without octets is one empty block. */
    private static void cutTail(ContentBuilder into) {
        if (into.endsWith(TAIL)) {
            into.removeLast(TAIL.length);
        }
        if (into.size() == 0) {
            into.room(1, 1);
            into.piece()[into.used()] = EMPTY_BLOCK[0];
            into.wrote(1);
        }
    }

    /** Gives the context back. */
    public void end() {
        Deflater own = deflater;
        if (own != null) {
            deflater = null;
            contexts.giveBack(own);
        }
    }
}
