package org.kamaelia.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket. The server makes the file when it starts, and replaces a file that a server has left
 * behind which no longer runs. It removes the file when it stops, unless another program has replaced the file.
 */
final class UnixSocket {
    private static final FileAttribute<?> CLOSED_TO_OTHERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;
    private final @Nullable Set<PosixFilePermission> permissions;
    private volatile @Nullable Object key;

    /**
     * A socket that is not there yet.
     *
     * @param permissions users with the permission to write may connect; null for those of the umask
     */
    UnixSocket(Path file, @Nullable Set<PosixFilePermission> permissions) {
        this.file = file;
        this.permissions = permissions == null ? null : Set.copyOf(permissions);
    }

    Path file() {
        return file;
    }

    /**
     * Binds the channel of a server. A socket with permissions is made in a directory that is closed to others, and is
     * linked to its place when the permissions are set. So nobody else can connect at any time.
     *
     * @throws BindException if a server listens there, or the file is no socket
     */
    ServerSocketChannel bind(int backlog) throws IOException {
        removeStale();
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        try {
            channel.configureBlocking(false);
            if (permissions == null) {
                channel.bind(UnixDomainSocketAddress.of(file), backlog);
                key = keyOf(file);
            } else {
                bindOutOfSight(channel, backlog, permissions);
            }
            bound = true;
            return channel;
        } catch (UnsupportedOperationException windows) {
            throw new IOException("permissions cannot be set on this file system", windows);
        } finally {
            if (!bound) {
                channel.close();
                remove();
            }
        }
    }

    private void bindOutOfSight(ServerSocketChannel channel, int backlog, Set<PosixFilePermission> wanted)
            throws IOException {
        String name = "." + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 24), Character.MAX_RADIX);
        Path hidden = Files.createDirectory(file.resolveSibling(name), CLOSED_TO_OTHERS);
        // As long as the final path where it can be, because the length of the path of a socket has a limit.
        int length = file.getFileName().toString().length() - name.length() - 1;
        Path made = hidden.resolve("s".repeat(Math.max(1, length)));
        try {
            channel.bind(UnixDomainSocketAddress.of(made), backlog);
            Files.setPosixFilePermissions(made, wanted);
            key = keyOf(made);
            place(made);
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(hidden);
        }
    }

    /** Gives the socket its final name. A link, unlike a move, never replaces the file of another server. */
    private void place(Path made) throws IOException {
        try {
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException other) {
            throw new BindException("Address already in use");
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void removeStale() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new BindException("there is a file that is no socket");
        }
        try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.connect(UnixDomainSocketAddress.of(file));
        } catch (ConnectException nobody) {
            Files.delete(file);
            return;
        }
        throw new BindException("Address already in use");
    }

    /** Removes the file, if it is still the one that was made here. */
    void remove() throws IOException {
        Object made = key;
        key = null;
        if (made != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Objects.equals(made, keyOf(file))) {
            Files.deleteIfExists(file);
        }
    }

    /** The identity of a file; its time of creation where the system has nothing better. */
    private static Object keyOf(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object id = attributes.fileKey();
        return id == null ? attributes.creationTime() : id;
    }
}
