package org.kamaelia.http.spring;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.net.SimpleServer;
import org.springframework.core.env.Environment;

/** Turns the {@code socket} properties of one server into a Unix domain socket of the core. */
final class ServerSocketFile {
    private ServerSocketFile() {}

    /**
     * Sets the Unix domain socket of the server, if one is configured.
     *
     * @throws HttpStartupException if the path or the permissions are malformed
     */
    static void apply(String name, Server properties, SimpleServer server) {
        if (properties.socket() != null) {
            server.socket(path(name, properties.socket()), permissions(name, properties.socketPermissions()));
        }
    }

    private static Path path(String name, String said) {
        String key = KamaeliaHttpProperties.key(name, "socket");
        try {
            if (!said.isBlank()) {
                return Path.of(said.strip());
            }
        } catch (InvalidPathException malformed) {
            throw noPath(key, said, malformed);
        }
        throw noPath(key, said, null);
    }

    private static HttpStartupException noPath(String key, String said, @Nullable Throwable why) {
        return new HttpStartupException(
                "The property " + key + " has '" + said + "', which is not a valid path of a file.",
                "Set " + key + " to a path such as /run/application/http.sock, in a directory that exists.",
                why);
    }

    private static @Nullable Set<PosixFilePermission> permissions(String name, @Nullable String said) {
        try {
            return said == null ? null : PosixFilePermissions.fromString(said.strip());
        } catch (IllegalArgumentException malformed) {
            String key = KamaeliaHttpProperties.key(name, "socket-permissions");
            throw new HttpStartupException(
                    "The property " + key + " has '" + said + "', which are not valid permissions of a file.",
                    "Write nine letters for owner, group and other users into " + key + ", such as rw-rw----.",
                    malformed);
        }
    }

    /**
     * Checks that a server with a socket has no port and no address.
     *
     * @throws HttpStartupException if both are set, or permissions without a socket
     */
    static void check(String name, Server properties, Environment environment) {
        if (properties.socket() == null) {
            if (properties.socketPermissions() != null) {
                throw new HttpStartupException(
                        "The property " + KamaeliaHttpProperties.key(name, "socket-permissions")
                                + " is set, but the server '" + name + "' has no Unix domain socket.",
                        "Set " + KamaeliaHttpProperties.key(name, "socket") + " to the path of a socket, or remove the"
                                + " permissions.");
            }
            return;
        }
        for (String other : new String[] {"port", "address"}) {
            if (environment.containsProperty(KamaeliaHttpProperties.key(name, other))) {
                throw new HttpStartupException(
                        "The server '" + name + "' has both a Unix domain socket, " + properties.socket() + ", and "
                                + KamaeliaHttpProperties.key(name, other) + ".",
                        "Remove one of " + KamaeliaHttpProperties.key(name, "socket") + " and "
                                + KamaeliaHttpProperties.key(name, other)
                                + ". To listen on both, configure two servers.");
            }
        }
    }
}
