package org.kamaelia.http.websocket.frame;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one connection (RFC 7692 section 7.2.2). The context is borrowed when the first compressed
 * octet arrives. It is given back after each message, unless the client may refer to earlier messages.
 */
public final class Inflation {
    /** Memory of a context outside of the heap, in bytes: the window of 32 KiB, and tables. */
    static final int CONTEXT = 44 * 1024;

    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Contexts contexts;
    private final boolean keeps;
    private @Nullable Inflater inflater;
    private ByteBuffer rest = NOTHING;
    private boolean fresh; // the last octet ended a final block, so that nothing is left of it

    /**
     * Makes a decompressor.
     *
     * @param contexts lends contexts
     * @param keeps whether the client may refer to earlier messages, so that the context is kept between messages
     */
    public Inflation(Contexts contexts, boolean keeps) {
        this.contexts = contexts;
        this.keeps = keeps;
    }

    /** The octets that end each message and are not sent; none after a final block, which has ended by itself. */
    ByteBuffer tail() {
        return fresh ? NOTHING : ByteBuffer.wrap(TAIL);
    }

    void input(ByteBuffer octets) {
        Inflater own = inflater;
        if (own == null) {
            own = contexts.inflater();
            inflater = own;
        }
        rest = octets;
        fresh = fresh && !octets.hasRemaining();
        own.setInput(octets);
    }

    /**
     * Decompresses into an array.
     *
     * @return the number of octets; 0 when all input was used
     */
    int inflate(byte[] into, int from, int room) throws ProtocolFault {
        Inflater own = Objects.requireNonNull(inflater);
        while (true) {
            int some = next(own, into, from, room);
            if (some > 0) {
                return some;
            }
            if (own.finished() && rest.hasRemaining()) { // a final block, and another one behind it
                own.reset();
                own.setInput(rest);
            } else if (own.finished()) {
                own.reset();
                fresh = true;
                return 0;
            } else if (own.needsInput()) {
                return 0;
            } else {
                throw broken();
            }
        }
    }

    /** Data before a broken octet is returned first, so that the result does not depend on how the octets are divided. */
    private static int next(Inflater own, byte[] into, int from, int room) throws ProtocolFault {
        long before = own.getBytesWritten();
        try {
            return own.inflate(into, from, room);
        } catch (DataFormatException wrong) {
            int some = (int) (own.getBytesWritten() - before);
            if (some == 0) {
                throw broken();
            }
            return some;
        }
    }

    private static ProtocolFault broken() {
        return new ProtocolFault(CloseCode.INVALID_DATA, "a message cannot be decompressed");
    }

    void endMessage() {
        fresh = false;
        if (!keeps) {
            end();
        }
    }

    int held() {
        return inflater == null ? 0 : CONTEXT;
    }

    void end() {
        Inflater own = inflater;
        if (own != null) {
            inflater = null;
            rest = NOTHING;
            contexts.giveBack(own);
        }
    }
}
