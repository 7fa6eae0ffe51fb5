package org.kamaelia.http.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.springframework.context.ApplicationContext;

/** A connection to a server on this machine, byte by byte. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();

    Wire(int port) {
        this(port, 0);
    }

    /** A connection with a small receive buffer, so that the server soon notices a client that does not read. */
    Wire(int port, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Wire send(String request) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the data ends with this text. */
    String readUntil(String end) {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int octet = read();
            if (octet < 0) {
                throw new IllegalStateException("Closed after: " + read);
            }
            read.append((char) octet);
        }
        return read.toString();
    }

    /** Reads until the server closes. */
    String readAll() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int read() {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a reset, so that the server learns that the client has gone. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole response to a request on a separate connection. */
    static String exchange(int port, String method, String path, String... fields) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        try (Wire wire = new Wire(port)) {
            return wire.send(head + "Connection: close\r\n\r\n").readAll();
        }
    }

    /** The body of the response to GET. */
    static String get(int port, String path) {
        String response = exchange(port, "GET", path);
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    /** The status of the response to a request. */
    static int status(int port, String method, String path) {
        return Integer.parseInt(exchange(port, method, path).substring(9, 12));
    }

    /** The port of a server of a context. */
    static int port(ApplicationContext context, String server) {
        return context.getBean(KamaeliaServers.class).port(server);
    }

    /** The port of the only server of a context. */
    static int port(ApplicationContext context) {
        return port(context, "default");
    }
}
