package org.kamaelia.http.spring;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.spring.KamaeliaHttpProperties.PathLimit;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.springframework.util.unit.DataSize;

/** Turns the {@code path-limits} properties of one server into limits around the handlers of these paths. */
final class ServerPathLimits {
    private final String server;
    private final Map<String, Limited> byPath = new LinkedHashMap<>();

    /** What was set for a path, and where. */
    private record Limited(String key, PathLimits limits) {}

    /**
     * The limits of a server.
     *
     * @throws HttpStartupException if one is out of its range, or has no path or one that another has
     */
    ServerPathLimits(String name, Server properties) {
        server = name;
        ServerLimits ranges = new ServerLimits(name, properties);
        List<PathLimit> all = properties.pathLimits();
        for (int i = 0; i < all.size(); i++) {
            String setting = "path-limits[" + i + "]";
            String key = KamaeliaHttpProperties.key(name, setting);
            String path = all.get(i).path();
            if (path == null || path.isBlank()) {
                throw new HttpStartupException(
                        "The property " + key + " does not say which path it limits.",
                        "Set " + key + ".path to the path of a handler, such as /upload/.");
            }
            check(key, path);
            Limited other = byPath.put(path, new Limited(key, limits(ranges, setting + ".", all.get(i))));
            if (other != null) {
                throw new HttpStartupException(
                        "The properties " + other.key + " and " + key + " limit the same path, " + path + ".",
                        "Write all limits of the path into one of them and remove the other.");
            }
        }
    }

    private static void check(String key, String path) {
        try {
            ResourceGlue.checkPath(path);
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The property " + key + ".path can never be the path of a handler: " + malformed.getMessage() + ".",
                    "Set " + key + ".path to the path of a handler, such as /upload/.",
                    malformed);
        }
    }

    private static PathLimits limits(ServerLimits ranges, String setting, PathLimit said) {
        PathLimits limits = PathLimits.none();
        DataSize body = said.requestBody();
        if (body != null) {
            limits = limits.requestBody(ranges.size(setting + "request-body", body, 0, Long.MAX_VALUE));
        }
        if (said.requestBodyIdle() != null) {
            limits = limits.bodyIdle(ranges.time(setting + "request-body-idle", said.requestBodyIdle()));
        }
        DataSize rate = said.requestBodyRate();
        if (rate != null) {
            limits = limits.bodyRate((int) ranges.size(setting + "request-body-rate", rate, 0, Integer.MAX_VALUE));
        }
        if (said.response() != null) {
            limits = limits.firstPart(ranges.time(setting + "response", said.response()));
        }
        return limits;
    }

    /** The factory of a path, within the limits of this path if there are any. */
    HandlerFactory around(String path, HandlerFactory factory) {
        Limited limited = byPath.get(path);
        return limited == null ? factory : factory.within(limited.limits);
    }

    /**
     * Checks that every limit has its path.
     *
     * @param registered the paths of all handlers of the server, as they were written
     * @throws HttpStartupException if one is missing
     */
    void check(Collection<String> registered) {
        byPath.forEach((path, limited) -> {
            if (!registered.contains(path)) {
                throw new HttpStartupException(
                        "The property " + limited.key + ".path names the path " + path
                                + ", but no handler of the server '" + server + "' has it.",
                        registered.isEmpty()
                                ? "Give a handler this path, or remove " + limited.key + ": the server has no handler."
                                : "Set it to one of " + HandlerBeans.names(registered) + ".");
            }
        });
    }
}
