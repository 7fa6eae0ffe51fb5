package org.kamaelia.http.filter;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;

/**
 * Serves requests for known hosts only. So a foreign name that points to the address of the server (DNS rebinding), or a
 * forged Host field, reaches no handler.
 *
 * <p>The host is {@link Request#host()} without the port, compared without regard to case and to a dot at the end. A
 * request for another host gets 421 (RFC 9110 section 15.5.20). A request of HTTP/1.0 without a host gets 400.
 */
public final class HostAllowList implements HttpFilter {
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?|\\[[0-9A-Fa-f:.]+]");

    private final Set<String> hosts = new LinkedHashSet<>();

    private HostAllowList() {}

    /**
     * Allows these hosts.
     *
     * @param hosts names, IPv4 addresses, IPv6 addresses in brackets, or {@code *.example.com} for all names below
     *     {@code example.com}; without port
     * @throws IllegalArgumentException if there is no host, or a host is malformed
     */
    public static HostAllowList of(String... hosts) {
        HostAllowList list = new HostAllowList();
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("\"" + host + "\" is not a host without a port; write one such as"
                        + " example.com, *.example.com, 192.0.2.1 or [2001:db8::1]");
            }
            list.hosts.add(host.toLowerCase(Locale.ROOT));
        }
        if (list.hosts.isEmpty()) {
            throw new IllegalArgumentException("A HostAllowList needs at least one host");
        }
        return list;
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        String host = request.host();
        if (host.isEmpty()) {
            throw new StatusException(400, "The request names no host");
        }
        if (!allows(name(host))) {
            throw new StatusException(421, "This server does not serve the requested host");
        }
        return next.reply(request);
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }

    private static String name(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        String name = (end <= 0 ? host : host.substring(0, end)).toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private boolean allows(String name) {
        if (hosts.contains(name)) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            if (hosts.contains("*" + name.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
