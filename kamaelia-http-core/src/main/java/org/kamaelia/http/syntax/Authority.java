package org.kamaelia.http.syntax;

/** {@code uri-host [ ":" port ]}, the grammar of Host and of the authority of a target (RFC 9110 4.2, RFC 3986 3.2). */
public final class Authority {

    private static final int PORT_MAX = 65_535;

    private Authority() {}

    /** Whether {@code [from, to)} is a host that is not empty, with an optional port of 0 to 65,535. */
    public static boolean valid(byte[] octets, int from, int to) {
        int host = hostEnd(octets, from, to);
        return host > from && (host == to || octets[host] == ':' && port(octets, host + 1, to) >= -1);
    }

    /** As {@link #valid}, but the port must be there (RFC 9112 3.2.3). */
    public static boolean validWithPort(byte[] octets, int from, int to) {
        int host = hostEnd(octets, from, to);
        return host > from && host < to && octets[host] == ':' && port(octets, host + 1, to) >= 0;
    }

    /** The index behind the host, that of the colon if there is one; -1 if no host begins at {@code from}. */
    public static int hostEnd(byte[] octets, int from, int to) {
        return from < to && octets[from] == '[' ? literalEnd(octets, from, to) : nameEnd(octets, from, to);
    }

    /** The port in {@code [from, to)}: -1 if it is empty, which means the default, and -2 if it is none. */
    public static int port(byte[] octets, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.is(octets[i], Ascii.DIGIT)) {
                return -2;
            }
            port = port * 10 + octets[i] - '0';
            if (port > PORT_MAX) {
                return -2;
            }
        }
        return from == to ? -1 : port;
    }

    private static int nameEnd(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && octets[i] != ':') {
            if (octets[i] == '%' && isPercentEncoded(octets, i, to)) {
                i += 3;
            } else if (Ascii.is(octets[i], Ascii.HOST)) {
                i++;
            } else {
                return -1;
            }
        }
        return i;
    }

    public static boolean isPercentEncoded(byte[] octets, int at, int to) {
        return at + 2 < to && Ascii.is(octets[at + 1], Ascii.HEX) && Ascii.is(octets[at + 2], Ascii.HEX);
    }

    private static int literalEnd(byte[] octets, int from, int to) {
        int close = from;
        while (close < to && octets[close] != ']') {
            close++;
        }
        if (close == to) {
            return -1;
        }
        boolean future = (octets[from + 1] | 0x20) == 'v';
        boolean valid = future ? isFuture(octets, from + 2, close) : isIpv6(octets, from + 1, close);
        return valid ? close + 1 : -1;
    }

    /** {@code 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )}, what follows the {@code v} of an IPvFuture. */
    private static boolean isFuture(byte[] octets, int from, int to) {
        int dot = from;
        while (dot < to && Ascii.is(octets[dot], Ascii.HEX)) {
            dot++;
        }
        if (dot == from || dot + 1 >= to || octets[dot] != '.') {
            return false;
        }
        for (int i = dot + 1; i < to; i++) {
            if (octets[i] != ':' && !Ascii.is(octets[i], Ascii.HOST)) {
                return false;
            }
        }
        return true;
    }

    /** {@code IPv6address}: eight groups, of which {@code ::} stands for one or more; the last two may be IPv4. */
    private static boolean isIpv6(byte[] octets, int from, int to) {
        int groups = 0;
        boolean elided = false;
        int i = from;
        if (i + 1 < to && octets[i] == ':' && octets[i + 1] == ':') {
            elided = true;
            i += 2;
        }
        while (i < to) {
            int end = i;
            while (end < to && end - i < 4 && Ascii.is(octets[end], Ascii.HEX)) {
                end++;
            }
            if (end < to && octets[end] == '.') {
                groups += 2;
                return isIpv4(octets, i, to) && (elided ? groups < 8 : groups == 8);
            }
            if (end == i || end < to && octets[end] != ':' || end + 1 == to) {
                return false;
            }
            groups++;
            i = end + 1;
            if (i < to && octets[i] == ':') {
                if (elided) {
                    return false;
                }
                elided = true;
                i++;
            }
        }
        return elided ? groups < 8 : groups == 8;
    }

    /** Four numbers of 0 to 255 without leading zeros, dots between. */
    private static boolean isIpv4(byte[] octets, int from, int to) {
        int numbers = 0;
        int i = from;
        while (numbers < 4) {
            int start = i;
            int number = 0;
            while (i < to && i - start < 3 && Ascii.is(octets[i], Ascii.DIGIT)) {
                number = number * 10 + octets[i++] - '0';
            }
            boolean leadingZero = i - start > 1 && octets[start] == '0';
            if (i == start || number > 255 || leadingZero) {
                return false;
            }
            numbers++;
            if (numbers < 4 && (i >= to || octets[i++] != '.')) {
                return false;
            }
        }
        return i == to;
    }
}
