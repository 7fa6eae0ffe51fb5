package org.kamaelia.http.spring.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one client (RFC 6265): their names, values and paths, until the server removes them. Domain and Secure
 * are not looked at, because a test has one server and often no TLS. Thread-safe.
 */
final class TestCookies {
    private final Map<String, Kept> cookies = new LinkedHashMap<>();

    private record Kept(String name, String value, String path) {}

    /** Keeps or removes what the server sets in its response to a request for this target. */
    synchronized void take(String target, List<String> fields) {
        for (String field : fields) {
            String[] parts = field.split(";");
            String[] pair = parts[0].split("=", 2);
            String path = attribute(parts, "path");
            Kept cookie = new Kept(
                    pair[0].strip(),
                    pair.length < 2 ? "" : pair[1].strip(),
                    path == null || !path.startsWith("/") ? directory(target) : path);
            String age = attribute(parts, "max-age");
            String key = cookie.name() + ' ' + cookie.path();
            cookies.remove(key);
            if (age == null || !age.matches("0|-\\d+")) {
                cookies.put(key, cookie);
            }
        }
    }

    private static @Nullable String attribute(String[] parts, String name) {
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair[0].strip().toLowerCase(Locale.ROOT).equals(name)) {
                return pair.length < 2 ? "" : pair[1].strip();
            }
        }
        return null;
    }

    /** The path that a cookie without a path has (RFC 6265 section 5.1.4). */
    private static String directory(String target) {
        String path = path(target);
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The value of the field Cookie for a target; null if there is no cookie for it. */
    synchronized @Nullable String field(String target) {
        String path = path(target);
        String field = cookies.values().stream()
                .filter(cookie -> covers(cookie.path(), path))
                .map(cookie -> cookie.name() + '=' + cookie.value())
                .collect(Collectors.joining("; "));
        return field.isEmpty() ? null : field;
    }

    private static boolean covers(String cookiePath, String path) {
        return path.equals(cookiePath) || path.startsWith(cookiePath.endsWith("/") ? cookiePath : cookiePath + "/");
    }
}
