package org.kamaelia.net.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client as one number, for everything that is bounded for each client: its IPv4 address, or the first 64 bits of its
 * IPv6 address, since a client commonly has all addresses that begin with them (RFC 4291 section 2.5.1).
 */
public final class ClientKey {
    /** Nobody in particular, such as the peer of a Unix domain socket; nothing is bounded for it. */
    public static final long UNKNOWN = Long.MIN_VALUE | 1L << 32;

    /** In front of IPv4 addresses; no IPv6 address begins so (RFC 4291 section 2.4 and its registry). */
    private static final long IPV4 = Long.MIN_VALUE;

    private ClientKey() {}

    /** Returns the key as an object, for maps; null for {@link #UNKNOWN}. */
    public static @Nullable Object object(long key) {
        return key == UNKNOWN ? null : (Long) key;
    }

    /** The key of the client with this address; {@link #UNKNOWN} for null and for what is no address of the internet. */
    public static long of(@Nullable SocketAddress address) {
        InetAddress ip = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (ip == null) {
            return UNKNOWN;
        }
        ByteBuffer octets = ByteBuffer.wrap(ip.getAddress());
        return ip instanceof Inet4Address ? IPV4 | octets.getInt() & 0xFFFF_FFFFL : octets.getLong();
    }
}
