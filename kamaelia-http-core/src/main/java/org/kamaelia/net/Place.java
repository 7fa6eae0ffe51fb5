package org.kamaelia.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;

/** Where a server listens: on a port, on a Unix domain socket, or, in memory, nowhere. */
final class Place {
    private static final System.Logger LOG = BackgroundLog.of(SimpleServer.class);

    private @Nullable InetAddress address;
    private int port = 8080;
    private @Nullable UnixSocket file;
    private boolean memory;
    private volatile boolean bound;
    private volatile @Nullable SocketAddress local;

    void address(@Nullable InetAddress wanted) {
        address = wanted;
    }

    void port(int wanted) {
        port = wanted;
    }

    void file(@Nullable UnixSocket wanted) {
        file = wanted;
    }

    @Nullable
    UnixSocket file() {
        return file;
    }

    void inMemory() {
        memory = true;
    }

    boolean isMemory() {
        return memory;
    }

    boolean isBound() {
        return bound;
    }

    /**
     * Begins to listen.
     *
     * @return null in memory
     * @throws UncheckedIOException if that is not possible; nothing is left behind then
     */
    @Nullable
    ServerSocketChannel bind(String server, int backlog) {
        ServerSocketChannel channel = null;
        if (!memory) {
            UnixSocket unix = file;
            channel = unix == null ? bindPort(server, backlog) : bindFile(server, unix, backlog);
        }
        bound = true;
        return channel;
    }

    private ServerSocketChannel bindFile(String server, UnixSocket unix, int backlog) {
        try {
            return unix.bind(backlog);
        } catch (IOException | UnsupportedOperationException failure) {
            throw new UncheckedIOException(
                    "Server " + server + " cannot listen on " + unix.file() + ": " + failure.getMessage()
                            + ". Choose another file, or stop whatever listens there",
                    failure instanceof IOException known ? known : new IOException(failure));
        }
    }

    private ServerSocketChannel bindPort(String server, int backlog) {
        InetSocketAddress wanted = new InetSocketAddress(address, port);
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.bind(wanted, backlog);
                local = channel.getLocalAddress();
                return channel;
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException failure) {
            String hint = failure instanceof BindException
                    ? ". Choose another port or address, or stop whatever listens there"
                    : "";
            throw new UncheckedIOException(
                    "Server " + server + " cannot listen on " + AddressText.of(wanted) + ": " + failure.getMessage()
                            + hint,
                    failure);
        }
    }

    /** The port; -1 where there is none. */
    int port(String server) {
        checkBound(server);
        return local instanceof InetSocketAddress here ? here.getPort() : -1;
    }

    /** Address and port. */
    InetSocketAddress address(String server) {
        checkBound(server);
        if (local instanceof InetSocketAddress here) {
            return here;
        }
        UnixSocket unix = file;
        throw new IllegalStateException("Server " + server + " listens on no port but "
                + (unix == null || memory ? "in memory" : "on " + unix.file()));
    }

    private void checkBound(String server) {
        if (!bound) {
            throw new IllegalStateException("Server " + server + " has not been started");
        }
    }

    /** Listens no more, since the server could not start: nothing is left behind. */
    void unbind(String server, @Nullable ServerSocketChannel channel) {
        bound = false;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // what could not be opened has nothing to lose
        }
        leave(server);
    }

    /** The channel is closed: removes the file, if there is one. */
    void leave(String server) {
        UnixSocket unix = file;
        try {
            if (unix != null) {
                unix.remove();
            }
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "The socket of server {0} was not removed: {1}", server, failure);
        }
    }
}
