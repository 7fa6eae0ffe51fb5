package org.kamaelia.verification.smuggling;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A connection on which a client writes whatever it likes and waits for answers, never for longer than it says. */
final class Wire implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;

    private static final int CONNECT_TRIES = 10;
    private static final int RETRY_MILLIS = 200;

    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[16 * 1024];
    private boolean closed;
    private boolean reset;

    /** Connects to a port of loopback; tries again for two seconds, since a busy machine may refuse a connection. */
    Wire(int port) throws IOException, InterruptedException {
        socket = connected(port);
        socket.setTcpNoDelay(true);
    }

    private static Socket connected(int port) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            Socket fresh = new Socket();
            try {
                fresh.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return fresh;
            } catch (IOException refused) {
                fresh.close();
                if (tries == CONNECT_TRIES) {
                    throw refused;
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** Sends octets in one write. A peer that has closed is noticed when its answers are read. */
    void send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
        } catch (IOException gone) {
            reset = true;
        }
    }

    /** Closes the client's side. */
    void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException gone) {
            reset = true;
        }
    }

    /** Reads until the answers are what was waited for, the peer has closed, or the time is over. */
    void await(Predicate<List<Answer>> enough, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!closed && !enough.test(answers())) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0 || !read((int) left)) {
                return;
            }
        }
    }

    private boolean read(int millis) {
        try {
            socket.setSoTimeout(millis);
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                closed = true;
            } else {
                received.write(buffer, 0, count);
            }
            return true;
        } catch (SocketTimeoutException late) {
            return false;
        } catch (IOException gone) {
            closed = true;
            reset = true;
            return true;
        }
    }

    /** The complete answers so far. */
    List<Answer> answers() {
        return Answer.parse(received.toByteArray(), closed);
    }

    /** Whether the peer has closed. */
    boolean closed() {
        return closed;
    }

    /** Whether the connection ended with a reset. */
    boolean reset() {
        return reset;
    }

    /** Whether anything has been received. */
    boolean anything() {
        return received.size() > 0;
    }

    /** Forgets the answers so far, before the next request on this connection. */
    void forget() {
        received.reset();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            closed = true;
        }
    }
}
