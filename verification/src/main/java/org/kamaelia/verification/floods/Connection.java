package org.kamaelia.verification.floods;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A connection of HTTP/2 that reads frames one by one. Not thread-safe, but one thread may read while another writes. */
final class Connection implements AutoCloseable {
    private static final int TIMEOUT = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    // The latest frame.
    int type;
    int flags;
    int stream;
    byte[] payload = {};

    Connection(int port, byte[] settings) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out.write(Frames.start(settings));
    }

    void send(byte[] frames) throws IOException {
        out.write(frames);
    }

    /** Sends nothing more. The server closes the connection when it has answered all requests. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads a frame. Throws an IOException at the end of the connection. */
    void read() throws IOException {
        int lengthAndType = in.readInt();
        type = lengthAndType & 0xff;
        flags = in.readUnsignedByte();
        stream = in.readInt();
        payload = in.readNBytes(lengthAndType >>> 8);
        if (payload.length < lengthAndType >>> 8) {
            throw new SocketException("The connection ended within a frame");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
