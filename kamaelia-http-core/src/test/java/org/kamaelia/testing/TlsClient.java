package org.kamaelia.testing;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A TLS client of the JDK on a TCP connection that can be touched as well: its records can be split, held back, and cut
 * off. Not thread-safe.
 */
public final class TlsClient implements AutoCloseable {
    private static final int PATIENCE = 10_000;

    private final Wire wire = new Wire();
    private final SSLSocket socket;

    private TlsClient(int port, int receiveBuffer, SSLContext context, String... protocols) throws IOException {
        if (receiveBuffer > 0) {
            wire.setReceiveBufferSize(receiveBuffer);
        }
        wire.setTcpNoDelay(true);
        wire.setSoTimeout(PATIENCE);
        wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        socket = (SSLSocket) context.getSocketFactory().createSocket(wire, "localhost", port, true);
        socket.setSoTimeout(PATIENCE);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
    }

    /** A client that trusts the server, shows nothing, and speaks these versions, or those of the JDK. */
    public static TlsClient connect(int port, String... protocols) {
        return connect(port, TlsKeys.nobody(), protocols);
    }

    /** A client of this context. */
    public static TlsClient connect(int port, SSLContext context, String... protocols) {
        return connect(port, 0, context, protocols);
    }

    /** A client with a receive buffer of its own size. */
    public static TlsClient connect(int port, int receiveBuffer, SSLContext context, String... protocols) {
        try {
            return new TlsClient(port, receiveBuffer, context, protocols);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Offers these protocols (RFC 7301). */
    public TlsClient offering(String... protocols) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return this;
    }

    /** Does the handshake; a second call is a renegotiation in TLS 1.2 and a key update in TLS 1.3. */
    public TlsClient handshake() throws IOException {
        socket.startHandshake();
        return this;
    }

    /** What speaks HTTP over it. */
    public RawClient http() {
        return RawClient.on(socket);
    }

    /** The TLS socket. */
    public SSLSocket socket() {
        return socket;
    }

    /** The TCP connection below. */
    public Socket tcp() {
        return wire;
    }

    /** Sends so many bytes at a time from now on. */
    public TlsClient pieces(int size) {
        wire.pieces = size;
        return this;
    }

    /** Keeps what is to be sent, to be let go in one write. */
    public TlsClient hold() {
        wire.held = new ByteArrayOutputStream();
        return this;
    }

    /** Sends what was kept. */
    public TlsClient letGo() throws IOException {
        byte[] all = wire.held.toByteArray();
        wire.held = null;
        wire.send(all, 0, all.length);
        return this;
    }

    /** Closes the TCP connection in the middle of a test, without {@code close_notify}. */
    public void leave() {
        close();
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The TCP connection. */
    private static final class Wire extends Socket {
        private volatile int pieces = Integer.MAX_VALUE;
        private volatile ByteArrayOutputStream held;

        private void send(byte[] bytes, int offset, int length) throws IOException {
            OutputStream out = super.getOutputStream();
            int from = offset;
            int left = length;
            while (left > 0) {
                int some = Math.min(left, pieces);
                out.write(bytes, from, some);
                from += some;
                left -= some;
            }
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteArrayOutputStream keeping = held;
                    if (keeping != null) {
                        keeping.writeBytes(Arrays.copyOfRange(bytes, offset, offset + length));
                    } else {
                        send(bytes, offset, length);
                    }
                }
            };
        }
    }
}
