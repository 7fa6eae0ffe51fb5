package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Keeps some connections busy: each sends its next request when an answer is complete. One thread, and next to nothing
 * done for an answer: all of them are as long as the first, so their bytes are counted, and only where one begins is it
 * looked at. Not thread-safe.
 */
final class Client implements AutoCloseable {
    private static final int BEGINNING = 10; // "HTTP/1.1 2"

    private final Selector selector = Selector.open();
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private final ByteBuffer requests;
    private final ByteBuffer received = ByteBuffer.allocateDirect(256 * 1024);
    private final int requestLength;
    private final int responseLength;
    private final int connections;
    private boolean once;
    private long answers;

    /**
     * Connects.
     *
     * @throws IOException if that fails, or if the first answer is not a success
     */
    Client(int port, Work work) throws IOException {
        byte[] request = work.request();
        requestLength = request.length;
        responseLength = Sample.responseLength(port, work);
        connections = work.connections();
        requests = ByteBuffer.allocateDirect(requestLength * work.depth());
        while (requests.hasRemaining()) {
            requests.put(request);
        }
        try {
            for (int i = 0; i < connections; i++) {
                connect(port, work.depth());
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void connect(int port, int depth) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        connection.unsent = (long) requestLength * depth;
        channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE, connection);
    }

    /** Sends and receives for so long; answers how many responses came. */
    long run(long nanos) throws IOException {
        answers = 0;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            selector.select(dispatch, 100);
        }
        return answers;
    }

    /** Has one request answered on each connection, and no more; call it instead of {@link #run}. */
    void answerOnce() throws IOException {
        once = true;
        answers = 0;
        while (answers < connections) {
            selector.select(dispatch, 100);
        }
    }

    private void dispatch(SelectionKey key) {
        ((Connection) key.attachment()).ready(key);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** One connection: how much it still has to send, and how much of an answer it has. */
    private final class Connection {
        private final SocketChannel channel;
        private long unsent;
        private int sentOfRound;
        private int receivedOfAnswer;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void ready(SelectionKey key) {
            try {
                if (key.isReadable()) {
                    read();
                }
                if (unsent > 0) {
                    write(key);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("A connection broke off", e);
            }
        }

        private void read() throws IOException {
            received.clear();
            int count = channel.read(received);
            if (count < 0) {
                throw new IOException("The server has closed a connection");
            }
            int first = receivedOfAnswer == 0 ? 0 : responseLength - receivedOfAnswer;
            for (int start = first; start < count; start += responseLength) {
                check(start, count);
            }
            int whole = (receivedOfAnswer + count) / responseLength;
            receivedOfAnswer = (receivedOfAnswer + count) % responseLength;
            answers += whole;
            if (!once) {
                unsent += (long) whole * requestLength;
            }
        }

        private void check(int start, int count) throws IOException {
            boolean right = received.get(start) == 'H'
                    && (start + BEGINNING > count || received.get(start + BEGINNING - 1) == '2');
            if (!right) {
                throw new IOException("An answer failed, or is not as long as the first, which has " + responseLength);
            }
        }

        private void write(SelectionKey key) throws IOException {
            do {
                int end = (int) Math.min(requests.capacity(), sentOfRound + unsent);
                int written = channel.write(requests.limit(end).position(sentOfRound));
                unsent -= written;
                sentOfRound = (sentOfRound + written) % requests.capacity();
                if (requests.hasRemaining()) {
                    break;
                }
            } while (unsent > 0);
            int wanted = unsent > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }
    }
}
