package org.kamaelia.http.syntax;

import org.jspecify.annotations.Nullable;

/** The methods of RFC 9110 9.3 and RFC 5789, recognised by their octets, so that a request makes no String for them. */
public final class Methods {

    private Methods() {}

    /** The well-known method that {@code [0, end)} is, or null. Methods are case-sensitive (RFC 9110 9.1). */
    public static @Nullable String known(byte[] octets, int end) {
        return switch (end) {
            case 3 -> octets[0] == 'G' ? known(octets, "GET") : known(octets, "PUT");
            case 4 -> octets[0] == 'H' ? known(octets, "HEAD") : known(octets, "POST");
            case 5 -> octets[0] == 'P' ? known(octets, "PATCH") : known(octets, "TRACE");
            case 6 -> known(octets, "DELETE");
            case 7 -> octets[0] == 'O' ? known(octets, "OPTIONS") : known(octets, "CONNECT");
            default -> null;
        };
    }

    /** Whether a method is well known. Methods are case-sensitive (RFC 9110 9.1). */
    public static boolean isWellKnown(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" -> true;
            default -> false;
        };
    }

    private static @Nullable String known(byte[] octets, String method) {
        for (int i = 0; i < method.length(); i++) {
            if (octets[i] != method.charAt(i)) {
                return null;
            }
        }
        return method;
    }
}
