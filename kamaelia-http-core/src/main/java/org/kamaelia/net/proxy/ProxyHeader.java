package org.kamaelia.net.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY protocol header says, version 1 or 2 (HAProxy's {@code proxy-protocol.txt}): where a connection that came
 * through a proxy began, and where it was meant to go.
 *
 * @param source the client; null where the proxy does not know it or speaks for itself, and where the client has no
 *     address of TCP over IP
 * @param destination the address on which the proxy was asked; null likewise
 * @param length of the whole header in bytes, with what follows the addresses: TLVs, which mean nothing here
 */
record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination, int length) {
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final byte[] WORD = "PROXY ".getBytes(US_ASCII);
    private static final int FIXED = 16;
    private static final int LONGEST_LINE = 107;

    /** A header that is none. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * Reads a header.
     *
     * @param bytes from the first byte of the connection on; its position is not moved
     * @param most the largest header of version 2, in bytes
     * @return null while the addresses are incomplete. What follows them in the header may be incomplete
     */
    static @Nullable ProxyHeader parse(ByteBuffer bytes, int most) throws Malformed {
        if (begins(bytes, SIGNATURE)) {
            return bytes.remaining() < FIXED ? null : binary(bytes, most);
        }
        if (begins(bytes, WORD)) {
            return bytes.remaining() < WORD.length ? null : line(bytes);
        }
        throw new Malformed("a connection through the proxy begins with a PROXY header");
    }

    private static boolean begins(ByteBuffer bytes, byte[] word) {
        int count = Math.min(bytes.remaining(), word.length);
        for (int i = 0; i < count; i++) {
            if (bytes.get(bytes.position() + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    // Version 1: PROXY TCP4 192.0.2.1 192.0.2.2 56324 443 CRLF

    private static @Nullable ProxyHeader line(ByteBuffer bytes) throws Malformed {
        int end = -1;
        int most = Math.min(bytes.remaining(), LONGEST_LINE);
        for (int i = 1; i < most && end < 0; i++) {
            if (bytes.get(bytes.position() + i) == '\n' && bytes.get(bytes.position() + i - 1) == '\r') {
                end = i + 1;
            }
        }
        if (end < 0) {
            if (bytes.remaining() >= LONGEST_LINE) {
                throw new Malformed("the PROXY line has no end within " + LONGEST_LINE + " bytes");
            }
            return null;
        }
        byte[] text = new byte[end - 2];
        bytes.get(bytes.position(), text);
        String[] words = new String(text, US_ASCII).split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new ProxyHeader(null, null, end);
        }
        if (words.length != 6 || !words[1].equals("TCP4") && !words[1].equals("TCP6")) {
            throw new Malformed("the PROXY line has other than a protocol, two addresses and two ports");
        }
        boolean four = words[1].equals("TCP4");
        return new ProxyHeader(address(words[2], words[4], four), address(words[3], words[5], four), end);
    }

    private static InetSocketAddress address(String literal, String port, boolean four) throws Malformed {
        InetAddress address = AddressRanges.literal(literal);
        if (address == null
                || literal.indexOf(':') < 0 != four
                || !AddressRanges.isPlain(port, 5)
                || Integer.parseInt(port) > 65_535) {
            throw new Malformed("the PROXY line has an address or port that is none");
        }
        return new InetSocketAddress(address, Integer.parseInt(port));
    }

    // Version 2: signature, version and command, family, length, addresses, TLVs

    private static @Nullable ProxyHeader binary(ByteBuffer bytes, int most) throws Malformed {
        int at = bytes.position();
        int command = bytes.get(at + 12) & 0xFF;
        int family = bytes.get(at + 13) & 0xFF;
        int length = FIXED + (bytes.getShort(at + 14) & 0xFFFF);
        if (command != 0x20 && command != 0x21) {
            throw new Malformed("the PROXY header has an unknown version or command");
        }
        if (length > most) {
            throw new Malformed("the PROXY header has " + length + " bytes, and at most " + most + " are allowed");
        }
        int size = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
        if (command == 0x20 || size == 0) {
            return new ProxyHeader(null, null, length); // the proxy itself, or a transport that is not TCP
        }
        if (length < FIXED + 2 * size + 4) {
            throw new Malformed("the PROXY header is too short for its addresses");
        }
        if (bytes.remaining() < FIXED + 2 * size + 4) {
            return null;
        }
        int ports = at + FIXED + 2 * size;
        return new ProxyHeader(
                address(bytes, at + FIXED, size, ports), address(bytes, at + FIXED + size, size, ports + 2), length);
    }

    private static InetSocketAddress address(ByteBuffer bytes, int at, int size, int port) {
        byte[] address = new byte[size];
        bytes.get(at, address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), bytes.getShort(port) & 0xFFFF);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
