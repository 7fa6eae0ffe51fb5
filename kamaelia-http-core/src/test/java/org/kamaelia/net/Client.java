package org.kamaelia.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client with a plain blocking socket, which never waits longer than 10 s. */
final class Client implements AutoCloseable {
    final Socket socket = new Socket();

    Client(SimpleServer server) throws IOException {
        this(server, 0);
    }

    /** A client with a receive buffer of so many bytes, 0 for the kernel's own choice. */
    Client(SimpleServer server, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.localPort()), 10_000);
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.US_ASCII));
    }

    Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    Client finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** So many bytes, or fewer if the server closes before. */
    byte[] receive(int bytes) throws IOException {
        return socket.getInputStream().readNBytes(bytes);
    }

    String receiveText(int bytes) throws IOException {
        return new String(receive(bytes), StandardCharsets.US_ASCII);
    }

    /** Everything until the server closes its side. */
    String receiveAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Waits until the server closes its side, or resets the connection. */
    void receiveAllOrReset() throws IOException {
        try {
            receiveAll();
        } catch (SocketTimeoutException stillOpen) {
            throw stillOpen;
        } catch (IOException reset) {
            // as good
        }
    }

    /** Sends text and expects it back. */
    boolean isEchoed(String text) throws IOException {
        send(text);
        return receiveText(text.length()).equals(text);
    }

    /** Whether the connection has been reset, which it waits for. */
    boolean isReset() throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what came before the reset
            }
            return false;
        } catch (SocketTimeoutException stillOpen) {
            throw stillOpen;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Closes in the middle of a test. */
    void leave() throws IOException {
        socket.close();
    }

    /** Closes with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
