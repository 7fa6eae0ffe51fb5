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

    /** The limits of a path, and the key of their property. */
    private record Limited(String key, PathLimits limits) {}

    /**
     * Reads the path limits of a server.
     *
     * @throws HttpStartupException if a limit is out of its range, a path is missing, or two entries have the same path
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
                        "The property " + key + " has no path.",
                        "Set " + key + ".path to the path of a handler, such as /upload/.");
            }
            check(key, path);
            Limited other = byPath.put(path, new Limited(key, limits(ranges, setting + ".", all.get(i))));
            if (other != null) {
                throw new HttpStartupException(
                        "The properties " + other.key + " and " + key + " limit the same path, " + path + ".",
                        "Write all limits of the path into one of the two properties, and remove the other.");
            }
        }
    }

    private static void check(String key, String path) {
        try {
            ResourceGlue.checkPath(path);
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The property " + key + ".path has a value that no handler can have as its path: "
                            + malformed.getMessage() + ".",
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

    /** Wraps the factory of a path in the limits of this path, if the path has limits. */
    HandlerFactory around(String path, HandlerFactory factory) {
        Limited limited = byPath.get(path);
        return limited == null ? factory : factory.within(limited.limits);
    }

    /**
     * Checks that a handler exists for the path of every limit.
     *
     * @param registered the paths of all handlers of the server, as the application wrote them
     * @throws HttpStartupException if a path has no handler
     */
    void check(Collection<String> registered) {
        byPath.forEach((path, limited) -> {
            if (!registered.contains(path)) {
                throw new HttpStartupException(
                        "The property " + limited.key + ".path names the path " + path
                                + ", but no handler of the server '" + server + "' has this path.",
                        registered.isEmpty()
                                ? "Give a handler this path, or remove " + limited.key + ". The server has no handler."
                                : "Set the path to one of " + HandlerBeans.names(registered) + ".");
            }
        });
    }
}
