package org.kamaelia.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.net.transport.AddressText;

/**
 * A bind address that a server listens on: the channel, the address that it got, and the file that it leaves when it
 * stops. Thread-safe.
 */
final class BoundAddress {
    private static final System.Logger LOG = BackgroundLog.of(BoundAddress.class);

    private final String server;
    private final BindAddress wanted;
    private final @Nullable ServerSocketChannel channel;
    private final @Nullable UnixSocket unix;
    private final @Nullable SocketAddress local;

    private BoundAddress(
            String server,
            BindAddress wanted,
            @Nullable ServerSocketChannel channel,
            @Nullable UnixSocket unix,
            @Nullable SocketAddress local) {
        this.server = server;
        this.wanted = wanted;
        this.channel = channel;
        this.unix = unix;
        this.local = local;
    }

    /**
     * Begins to listen.
     *
     * @param server its name, for messages
     * @throws UncheckedIOException if that is not possible; nothing is left behind then
     */
    static BoundAddress bind(String server, BindAddress wanted, int backlog) {
        Path file = wanted.file();
        if (wanted.isMemory()) {
            return new BoundAddress(server, wanted, null, null, null);
        }
        return file == null ? bindPort(server, wanted, backlog) : bindFile(server, wanted, file, backlog);
    }

    private static BoundAddress bindFile(String server, BindAddress wanted, Path file, int backlog) {
        UnixSocket unix = new UnixSocket(file, wanted.permissions());
        try {
            return new BoundAddress(server, wanted, unix.bind(backlog), unix, null);
        } catch (IOException | UnsupportedOperationException failure) {
            throw new UncheckedIOException(
                    "Server " + server + " cannot listen on " + file + ": " + failure.getMessage()
                            + ". Choose another file, or stop the program that listens there",
                    failure instanceof IOException known ? known : new IOException(failure));
        }
    }

    private static BoundAddress bindPort(String server, BindAddress wanted, int backlog) {
        InetSocketAddress address = wanted.socketAddress();
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.bind(address, backlog);
                return new BoundAddress(server, wanted, channel, null, channel.getLocalAddress());
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException failure) {
            String hint = failure instanceof BindException
                    ? ". Choose another port or address, or stop the program that listens there"
                    : "";
            throw new UncheckedIOException(
                    "Server " + server + " cannot listen on "
                            + AddressText.of(address) + ": "
                            + failure.getMessage() + hint,
                    failure);
        }
    }

    /** What accepts connections; null in memory. */
    @Nullable
    ServerSocketChannel channel() {
        return channel;
    }

    /** The port; -1 where there is none. */
    int port() {
        return local instanceof InetSocketAddress here ? here.getPort() : -1;
    }

    /**
     * Address and port.
     *
     * @throws IllegalStateException if it listens on no port
     */
    InetSocketAddress address() {
        if (local instanceof InetSocketAddress here) {
            return here;
        }
        throw new IllegalStateException("Server " + server + " listens on no port but "
                + (wanted.isMemory() ? "in memory" : "on " + wanted.file()));
    }

    /** Listens no more, since the server could not start: nothing is left behind. */
    void unbind() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // what could not be opened has nothing to lose
        }
        removeFile();
    }

    /** The channel has been closed: removes the file, if there is one. */
    void removeFile() {
        try {
            if (unix != null) {
                unix.remove();
            }
        } catch (IOException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The socket file of server {0} could not be removed: {1}",
                    server,
                    failure);
        }
    }
}
