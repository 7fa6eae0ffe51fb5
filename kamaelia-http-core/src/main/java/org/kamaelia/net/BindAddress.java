package org.kamaelia.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens: on a port, on a Unix domain socket, or, in memory, nowhere. Immutable.
 *
 * @param address the local address; null for all of them
 * @param port the port; 0 for a free one
 * @param file the file of a Unix domain socket, which is used instead of the port; null for a port
 * @param permissions of that file; null leaves them to the umask
 * @param isMemory whether it listens nowhere
 */
record BindAddress(
        @Nullable InetAddress address,
        int port,
        @Nullable Path file,
        @Nullable Set<PosixFilePermission> permissions,
        boolean isMemory) {

    /** Port 8080 on all local addresses. */
    static final BindAddress DEFAULT = new BindAddress(null, 8080, null, null, false);

    /** Copies the permissions. */
    BindAddress {
        permissions = permissions == null ? null : Set.copyOf(permissions);
    }

    BindAddress address(@Nullable InetAddress local) {
        return new BindAddress(local, port, file, permissions, isMemory);
    }

    BindAddress port(int number) {
        return new BindAddress(address, number, file, permissions, isMemory);
    }

    BindAddress file(@Nullable Path socket, @Nullable Set<PosixFilePermission> who) {
        return new BindAddress(address, port, socket, who, isMemory);
    }

    BindAddress memory() {
        return new BindAddress(address, port, file, permissions, true);
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
