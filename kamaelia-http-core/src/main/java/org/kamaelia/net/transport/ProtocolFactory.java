package org.kamaelia.net.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes the protocols of one kind, and says when a connection speaks it: over TLS the client names it (ALPN, RFC 7301),
 * in plain text the first bytes may show it. Immutable; used on any event loop, and on several at once.
 */
public final class ProtocolFactory {
    /** The most bytes that a {@link Recogniser} is shown: the length of the connection preface of HTTP/2. */
    public static final int MOST_FIRST_BYTES = 24;

    private static final int LONGEST_NAME = 255; // RFC 7301 section 3.1

    private final String name;
    private final Supplier<? extends Protocol> maker;
    private final Predicate<SSLSession> suits;
    private final @Nullable Recogniser recogniser;

    private ProtocolFactory(
            String name,
            Supplier<? extends Protocol> maker,
            Predicate<SSLSession> suits,
            @Nullable Recogniser recogniser) {
        this.name = name;
        this.maker = maker;
        this.suits = suits;
        this.recogniser = recogniser;
    }

    /** What the first bytes of a connection say of a protocol. */
    public enum Recognition {
        /** The connection speaks it. */
        YES,
        /** The connection speaks another one. */
        NO,
        /** More bytes are needed to tell. */
        MORE
    }

    /** Tells a protocol by the first bytes of a connection without TLS. */
    @FunctionalInterface
    public interface Recogniser {
        /**
         * Looks at the first bytes. {@code MORE} counts as {@code NO} once {@value #MOST_FIRST_BYTES} bytes have come, and
         * once the first 10 s of a connection have passed.
         *
         * @param first from 1 to {@value #MOST_FIRST_BYTES} bytes between position and limit; read-only
         */
        Recognition recognise(ByteBuffer first);
    }

    /**
     * A protocol that ALPN alone chooses.
     *
     * @param name as ALPN has it, such as {@code h2}: from 1 to 255 ASCII characters
     * @param maker makes the protocol of one connection, on any event loop
     */
    public static ProtocolFactory of(String name, Supplier<? extends Protocol> maker) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !isAscii(name)) {
            throw new IllegalArgumentException(
                    "The name of a protocol has from 1 to " + LONGEST_NAME + " ASCII characters, not \"" + name + "\"");
        }
        return new ProtocolFactory(name, maker, session -> true, null);
    }

    private static boolean isAscii(String name) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(name);
    }

    /**
     * The same protocol, which ALPN chooses only if it suits the version and the cipher suite that TLS has agreed on.
     * Otherwise the next protocol that both sides speak is chosen.
     *
     * @param session is given the session of a handshake that is not complete yet; called on any event loop
     */
    public ProtocolFactory suiting(Predicate<SSLSession> session) {
        return new ProtocolFactory(name, maker, session, recogniser);
    }

    /** The same protocol, which a connection in plain text can show by its first bytes, too. */
    public ProtocolFactory recognisedBy(Recogniser first) {
        return new ProtocolFactory(name, maker, suits, first);
    }

    /**
     * The same protocol, with which a connection in plain text begins when its first bytes are these.
     *
     * @param preface from 1 to {@value #MOST_FIRST_BYTES} bytes
     */
    public ProtocolFactory beginningWith(byte[] preface) {
        if (preface.length < 1 || preface.length > MOST_FIRST_BYTES) {
            throw new IllegalArgumentException(
                    "A preface has from 1 to " + MOST_FIRST_BYTES + " bytes, not " + preface.length);
        }
        ByteBuffer expected = ByteBuffer.wrap(preface.clone()).asReadOnlyBuffer();
        return recognisedBy(first -> compare(expected.duplicate(), first.duplicate()));
    }

    private static Recognition compare(ByteBuffer expected, ByteBuffer first) {
        int both = Math.min(expected.remaining(), first.remaining());
        boolean whole = both == expected.remaining();
        if (!expected.limit(both).equals(first.limit(first.position() + both))) {
            return Recognition.NO;
        }
        return whole ? Recognition.YES : Recognition.MORE;
    }

    /** The name of the protocol, as ALPN has it. */
    public String name() {
        return name;
    }

    /** Makes a protocol for one connection. */
    public Protocol create() {
        return maker.get();
    }

    /** Whether ALPN may choose the protocol for a session with this version and this cipher suite. */
    public boolean suits(SSLSession session) {
        return suits.test(session);
    }

    /** How to tell it by the first bytes; null where that is not possible. */
    public @Nullable Recogniser recogniser() {
        return recogniser;
    }
}
