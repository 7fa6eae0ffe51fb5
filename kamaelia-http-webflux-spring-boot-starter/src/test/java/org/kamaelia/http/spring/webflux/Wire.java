package org.kamaelia.http.spring.webflux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a server on this machine, byte by byte. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    Wire(int port) {
        this(port, 0);
    }

    /** A connection with a small receive buffer, so that the server soon notices a client that does not read. */
    Wire(int port, int receiveBuffer) {
        this(new Socket(), port, receiveBuffer);
    }

    private Wire(Socket unconnected, int port, int receiveBuffer) {
        socket = unconnected;
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

    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends GET, and asks for the close of the connection. */
    Wire get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    }

    /** Closes the sending side. */
    Wire finish() {
        try {
            socket.shutdownOutput();
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

    /** Reads one octet; negative at the end. */
    int read() {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the server closes. Throws if the server resets the connection. */
    String readAll() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the server closes or resets the connection. */
    String readWhatComes() {
        StringBuilder read = new StringBuilder();
        try {
            for (int octet; (octet = socket.getInputStream().read()) >= 0; ) {
                read.append((char) octet);
            }
        } catch (IOException reset) {
            // what has come until then counts
        }
        return read.toString();
    }

    /** Closes with a reset, so that the server learns at once that the client has gone. */
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

    /** The response to GET on a connection of its own, without the field Date. */
    static String get(int port, String path) {
        return exchange(port, "GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    }

    /** All that the server sends for these octets until it closes, without the fields Date. */
    static String exchange(int port, String octets) {
        try (Wire wire = new Wire(port)) {
            return wire.send(octets).readAll().replaceAll("Date: [^\r]*\r\n", "");
        }
    }

    /** The body of a response without chunks. */
    static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }
}
