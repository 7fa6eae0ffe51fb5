package org.kamaelia.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.kamaelia.net.memory.MemoryConnection;
import org.kamaelia.testing.TlsKeys;

/** A client's end of a connection, whatever carries it. Never waits longer than 10 s, or 30 s in memory. */
record Wire(InputStream in, OutputStream out, Closeable end) implements AutoCloseable {
    private static final int PATIENCE = 10_000;

    /** What carries the bytes. */
    enum Carrier {
        PLAIN,
        TLS,
        MEMORY;

        /** Sets a server up for it. */
        SimpleServer on(SimpleServer server) {
            return switch (this) {
                case PLAIN -> server;
                case TLS -> server.tls(TlsSetup.of(TlsKeys.SERVER.context()));
                case MEMORY -> server.inMemory();
            };
        }

        Wire connect(SimpleServer server) throws IOException {
            return switch (this) {
                case PLAIN -> plain(server);
                case TLS -> tls(server, TlsKeys.nobody());
                case MEMORY -> memory(server);
            };
        }
    }

    private static Socket socket(SimpleServer server) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.localPort()), PATIENCE);
        return socket;
    }

    private static Wire plain(SimpleServer server) throws IOException {
        Socket socket = socket(server);
        return new Wire(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    /** A client that has done the handshake, and offered these protocols. */
    static Wire tls(SimpleServer server, SSLContext context, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(socket(server), "localhost", server.localPort(), true);
        if (protocols.length > 0) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return new Wire(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    private static Wire memory(SimpleServer server) {
        MemoryConnection memory = server.connect();
        return new Wire(memory.in(), memory.out(), memory);
    }

    Wire send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return this;
    }

    /** Ends the client's side, and leaves the other open. */
    Wire finish() throws IOException {
        if (end instanceof SSLSocket secured) {
            secured.shutdownOutput();
        } else if (end instanceof Socket socket) {
            socket.shutdownOutput();
        } else {
            out.close();
        }
        return this;
    }

    String receive(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    String receiveAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Closes in the middle of a test. */
    void leave() throws IOException {
        end.close();
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
