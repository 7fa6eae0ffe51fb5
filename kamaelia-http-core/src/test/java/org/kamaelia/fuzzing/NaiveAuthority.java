package org.kamaelia.fuzzing;

import java.util.List;

/** The grammar of host and port as RFC 3986 3.2 has it, told by cutting texts. */
public final class NaiveAuthority {

    private static final String UNRESERVED_AND_SUB_DELIMS = "-._~!$&'()*+,;=";

    private NaiveAuthority() {}

    /** Whether it is at most 65,535; an empty port is one too. */
    public static boolean isPort(String port) {
        if (!port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        String digits = port.replaceFirst("^0+", "");
        return digits.length() <= 5 && (digits.isEmpty() || Integer.parseInt(digits) <= 65_535);
    }

    /** Whether it is a name, an IPv4 address, or an IP literal in brackets. */
    public static boolean isHost(String host) {
        if (host.startsWith("[")) {
            String literal = host.length() > 1 && host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
            return isFuture(literal) || isIpv6(literal);
        }
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) == '%') {
                if (i + 2 >= host.length() || !isHex(host.substring(i + 1, i + 3))) {
                    return false;
                }
                i += 2;
            } else if (!isNameCharacter(host.charAt(i))) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    private static boolean isNameCharacter(char c) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return letter || c >= '0' && c <= '9' || UNRESERVED_AND_SUB_DELIMS.indexOf(c) >= 0;
    }

    private static boolean isHex(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> "0123456789abcdefABCDEF".indexOf(c) >= 0);
    }

    private static boolean isFuture(String literal) {
        int dot = literal.indexOf('.');
        boolean versioned = dot > 1 && (literal.charAt(0) | 32) == 'v' && isHex(literal.substring(1, dot));
        return versioned
                && dot + 1 < literal.length()
                && literal.substring(dot + 1).chars().allMatch(c -> c == ':' || isNameCharacter((char) c));
    }

    /** Counts the groups on both sides of the one {@code ::} that there may be. */
    private static boolean isIpv6(String literal) {
        int gap = literal.indexOf("::");
        if (gap < 0) {
            return groups(literal, true) == 8;
        }
        String before = literal.substring(0, gap);
        String after = literal.substring(gap + 2);
        int left = before.isEmpty() ? 0 : groups(before, false);
        int right = after.isEmpty() ? 0 : groups(after, true);
        return left >= 0 && right >= 0 && left + right < 8;
    }

    private static int groups(String text, boolean ipv4AtEnd) {
        List<String> parts = List.of(text.split(":", -1));
        int count = 0;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (ipv4AtEnd && i == parts.size() - 1 && part.indexOf('.') >= 0) {
                count += isIpv4(part) ? 2 : -100;
            } else {
                count += part.length() <= 4 && isHex(part) ? 1 : -100;
            }
        }
        return count < 0 ? -1 : count;
    }

    private static boolean isIpv4(String text) {
        String[] numbers = text.split("\\.", -1);
        boolean valid = numbers.length == 4;
        for (String number : numbers) {
            valid = valid
                    && !number.isEmpty()
                    && number.length() <= 3
                    && number.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (number.length() == 1 || number.charAt(0) != '0')
                    && Integer.parseInt(number) <= 255;
        }
        return valid;
    }
}
