package org.kamaelia.verification.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.kamaelia.verification.faults.server.Pattern;

/** One kept connection of the good traffic, with at most one request under way. */
final class GoodConnection {
    private static final int ROOM = 32 * 1024;
    private static final int SHORT = 128;
    private static final int LONG = 16 * 1024;
    private static final int PARTS = 4 * 1024;
    private static final int ECHO = 2 * 1024;

    private final Selector selector;
    private final int port;
    private final ByteBuffer in = ByteBuffer.allocate(ROOM);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private SocketChannel channel;
    private SelectionKey key;
    private long id;
    private long due;
    private int expected;
    private boolean busy;
    private boolean used;

    GoodConnection(Selector selector, int port) throws IOException {
        this.selector = selector;
        this.port = port;
        channel = SocketChannel.open();
        key = connect();
    }

    private SelectionKey connect() throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** Another connection instead of this one; the request under way, if there is one, goes there. */
    void reconnect() throws IOException {
        channel.close();
        channel = SocketChannel.open();
        key = connect();
        used = false;
        in.clear();
        if (busy) {
            out.rewind();
        }
    }

    boolean isBusy() {
        return busy;
    }

    /** When the request under way was due, in the nanoseconds of {@link System#nanoTime}. */
    long due() {
        return due;
    }

    /** Whether it is known that the server did not begin to answer a request that it may have closed the door on. */
    boolean isStale() {
        return busy && used && in.position() == 0;
    }

    /** Gives up the request under way. */
    void giveUp() {
        busy = false;
    }

    /** Sends a request; four in eight are short, one long, two of eight parts, one an upload that comes back. */
    void send(long number, long dueAt) throws IOException {
        id = number;
        due = dueAt;
        busy = true;
        int kind = (int) (number & 7);
        if (kind == 7) {
            expected = ECHO;
            out = ByteBuffer.allocate(256 + ECHO);
            out.put(("POST /good/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + ECHO + "\r\n\r\n")
                            .getBytes(ISO_8859_1))
                    .put(Pattern.body(id, ECHO))
                    .flip();
        } else {
            String path = kind < 4 ? "short" : kind == 4 ? "long" : "parts";
            expected = kind < 4 ? SHORT : kind == 4 ? LONG : PARTS;
            out = ByteBuffer.wrap(
                    ("GET /good/" + path + "/" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
        }
        if (!channel.isConnectionPending()) {
            write();
        }
    }

    private void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /**
     * Does what the socket is ready for.
     *
     * @return whether an answer is complete, so that {@link #verdict} can be asked
     * @throws IOException if the connection is over
     */
    boolean ready() throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            write();
            return false;
        }
        if (key.isWritable()) {
            write();
        }
        if (key.isReadable()) {
            if (channel.read(in) < 0) {
                throw new IOException("closed" + (in.position() > 0 ? " after " + in.position() + " octets" : ""));
            }
            return busy && isComplete();
        }
        return false;
    }

    private int headEnd() {
        for (int i = 3; i < in.position(); i++) {
            if (in.get(i) == '\n' && in.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean isComplete() {
        int begin = headEnd();
        if (begin < 0) {
            return false;
        }
        if (in.get(9) != '2') {
            return true; // whatever it is, it is not what was asked for
        }
        if (chunked()) {
            int at = in.position();
            return at >= begin + 5 && in.get(at - 5) == '0' && in.get(at - 1) == '\n' && in.get(at - 3) == '\n';
        }
        return in.position() >= begin + expected;
    }

    private boolean chunked() {
        return id % 8 == 5 || id % 8 == 6;
    }

    /** Looks at the complete answer and makes the connection ready for the next; empty if all is as it must be. */
    String verdict() {
        busy = false;
        used = true;
        ByteBuffer answer = in.duplicate().flip();
        int begin = headEnd();
        in.clear();
        String head = new String(answer.array(), 0, begin, ISO_8859_1);
        if (!head.startsWith("HTTP/1.1 200 OK\r\n")) {
            return head.lines().findFirst().orElse("") + " to request " + id;
        }
        answer.position(begin);
        if (!chunked()) {
            boolean right = head.contains("Content-Length: " + expected + "\r\n")
                    && answer.remaining() == expected
                    && Pattern.matches(id, 0, answer);
            return right ? "" : "another body of request " + id;
        }
        try {
            return chunks(answer) == expected ? "" : "another chunked body of request " + id;
        } catch (BufferUnderflowException | IndexOutOfBoundsException malformed) {
            return "malformed chunks of request " + id;
        }
    }

    /** The length of the body, if it is the right one so far; negative otherwise. */
    private int chunks(ByteBuffer answer) {
        int length = 0;
        while (true) {
            int size = 0;
            for (byte digit; (digit = answer.get()) != '\r'; ) {
                size = size * 16 + Character.digit(digit, 16);
            }
            answer.get();
            if (size == 0) {
                return answer.remaining() == 2 ? length : -1;
            }
            if (size > answer.remaining() || !Pattern.matches(id, length, answer.slice(answer.position(), size))) {
                return -1;
            }
            length += size;
            answer.position(answer.position() + size + 2);
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
