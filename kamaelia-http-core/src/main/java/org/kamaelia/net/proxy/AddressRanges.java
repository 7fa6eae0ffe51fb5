package org.kamaelia.net.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of IP addresses, such as those of the proxies that are trusted to say where a connection came from. Immutable.
 */
public final class AddressRanges {
    /** Stands for every client of a Unix domain socket. */
    public static final String UNIX = "unix";

    private static final AddressRanges NONE = new AddressRanges(List.of(), false);
    private final List<Range> ranges;
    private final boolean unix;

    private AddressRanges(List<Range> ranges, boolean unix) {
        this.ranges = ranges;
        this.unix = unix;
    }

    /** One block: the first bits of an address. */
    private record Range(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (other[i] != address[i]) {
                    return false;
                }
            }
            int left = bits % 8;
            return left == 0 || (other[whole] ^ address[whole]) >> 8 - left == 0;
        }
    }

    /** No address at all. */
    public static AddressRanges none() {
        return NONE;
    }

    /**
     * Some blocks.
     *
     * @param blocks each an IPv4 or IPv6 address, or one with the number of bits that count: {@code 10.0.0.0/8}; {@value
     *     #UNIX} for the other end of a Unix domain socket
     * @throws IllegalArgumentException if one is neither; the message says which
     */
    public static AddressRanges of(List<String> blocks) {
        return new AddressRanges(
                blocks.stream()
                        .filter(block -> !block.equals(UNIX))
                        .map(AddressRanges::parse)
                        .toList(),
                blocks.contains(UNIX));
    }

    private static Range parse(String block) {
        int slash = block.indexOf('/');
        InetAddress address = literal(slash < 0 ? block : block.substring(0, slash));
        byte[] bytes = address == null ? new byte[0] : address.getAddress();
        int bits = slash < 0 ? bytes.length * 8 : number(block.substring(slash + 1));
        if (address == null || bits < 0 || bits > bytes.length * 8) {
            throw new IllegalArgumentException(
                    "\"" + block + "\" is no block of addresses; write an address such as 192.0.2.7, or 10.0.0.0/8");
        }
        return new Range(bytes, bits);
    }

    private static int number(String digits) {
        return isPlain(digits, 3) ? Integer.parseInt(digits) : -1;
    }

    /** Whether the digits are a decimal number without leading zeros, which some programs read as octal. */
    static boolean isPlain(String digits, int most) {
        return !digits.isEmpty()
                && digits.length() <= most
                && (digits.length() == 1 || digits.charAt(0) != '0')
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The address that a literal stands for; null if it is none. Never asks a name server. */
    public static @Nullable InetAddress literal(String text) {
        if (text.isEmpty() || text.indexOf(':') < 0 && !isDotted(text) || text.indexOf('%') >= 0) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.' || c > 'f') {
                return null; // a name, which must not be looked up
            }
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException notOne) {
            return null;
        }
    }

    private static boolean isDotted(String text) {
        String[] parts = text.split("\\.", -1);
        for (String part : parts) {
            int value = number(part);
            if (value < 0 || value > 255) {
                return false;
            }
        }
        return parts.length == 4;
    }

    /** Whether no address is in it. */
    public boolean isEmpty() {
        return ranges.isEmpty() && !unix;
    }

    /** Whether the address is in one of the blocks. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Range range : ranges) {
            if (range.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is an IP address in one of the blocks, or that of a Unix domain socket where these are among them. */
    public boolean contains(@Nullable SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return unix;
        }
        return address instanceof InetSocketAddress internet
                && internet.getAddress() != null
                && contains(internet.getAddress());
    }
}
