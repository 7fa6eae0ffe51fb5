package org.kamaelia.net.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text, in the one form that RFC 5952 recommends for IPv6, so that a log can be searched: {@code
 * 2001:db8::1} and not {@code 2001:db8:0:0:0:0:0:1}, which {@link InetAddress#getHostAddress()} writes. Never asks a name
 * server.
 */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /** An IP address, with its zone if it has one: {@code 192.0.2.7}, {@code 2001:db8::1}, {@code fe80::1%eth0}. */
    public static String of(InetAddress address) {
        return append(new StringBuilder(40), address).toString();
    }

    /**
     * An address and port: {@code 192.0.2.7:80}, {@code [2001:db8::1]:80} (RFC 5952 section 6). A host name that has no
     * address stays a name, and the address of a Unix domain socket is its file.
     *
     * @param address null is written as {@code an unknown address}, for messages
     */
    public static String of(@Nullable SocketAddress address) {
        if (address == null) {
            return "an unknown address";
        }
        if (!(address instanceof InetSocketAddress internet)) {
            return address.toString();
        }
        InetAddress host = internet.getAddress();
        StringBuilder text = new StringBuilder(48);
        if (host == null) {
            text.append(internet.getHostString());
        } else if (host instanceof Inet6Address) {
            append(text.append('['), host).append(']');
        } else {
            append(text, host);
        }
        return text.append(':').append(internet.getPort()).toString();
    }

    /** An IP address as a host in a URI (RFC 3986 section 3.2.2): IPv6 in brackets and without a zone. */
    public static String uriHost(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder text = new StringBuilder(42);
        return octets.length == 4
                ? appendIpv4(text, octets, 0).toString()
                : appendIpv6(text.append('['), octets).append(']').toString();
    }

    /** Appends an IP address, with its zone if it has one. */
    public static StringBuilder append(StringBuilder text, InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return appendIpv4(text, octets, 0);
        }
        appendIpv6(text, octets);
        if (address instanceof Inet6Address scoped) {
            if (scoped.getScopedInterface() != null) {
                text.append('%').append(scoped.getScopedInterface().getName());
            } else if (scoped.getScopeId() > 0) {
                text.append('%').append(scoped.getScopeId());
            }
        }
        return text;
    }

    private static StringBuilder appendIpv4(StringBuilder text, byte[] octets, int from) {
        for (int i = from; i < from + 4; i++) {
            if (i > from) {
                text.append('.');
            }
            text.append(octets[i] & 0xff);
        }
        return text;
    }

    /** Section 4: lower case, no leading zeros, and {@code ::} for the first of the longest runs of zero groups. */
    private static StringBuilder appendIpv6(StringBuilder text, byte[] octets) {
        boolean isMapped = isMapped(octets);
        int groups = isMapped ? GROUPS - 2 : GROUPS;
        int start = longestRun(octets, groups);
        int end = start < 0 ? -1 : runEnd(octets, start, groups);
        for (int i = 0; i < groups; i++) {
            if (i == start) {
                text.append("::");
                i = end - 1;
                continue;
            }
            if (i > 0 && i != end) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(octets, i)));
        }
        return isMapped ? appendIpv4(text.append(':'), octets, 12) : text;
    }

    /** Section 5: an IPv4-mapped address is written with its IPv4 address, {@code ::ffff:192.0.2.1}. */
    private static boolean isMapped(byte[] octets) {
        for (int i = 0; i < 5; i++) {
            if (group(octets, i) != 0) {
                return false;
            }
        }
        return group(octets, 5) == 0xffff;
    }

    /** Where the first of the longest runs of two or more zero groups begins; -1 if there is none (section 4.2). */
    private static int longestRun(byte[] octets, int groups) {
        int longest = -1;
        int length = 1; // a single group is not shortened
        for (int i = 0; i < groups; ) {
            int end = runEnd(octets, i, groups);
            if (end - i > length) {
                longest = i;
                length = end - i;
            }
            i = end + 1;
        }
        return longest;
    }

    private static int runEnd(byte[] octets, int from, int groups) {
        int end = from;
        while (end < groups && group(octets, end) == 0) {
            end++;
        }
        return end;
    }

    private static int group(byte[] octets, int i) {
        return (octets[2 * i] & 0xff) << 8 | octets[2 * i + 1] & 0xff;
    }
}
