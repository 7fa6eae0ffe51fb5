package org.kamaelia.verification.websocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a {@link BroadcastServer}, checks that none is missing, and notes how long each was on its way. */
final class Reader extends Thread {
    private static final int BUFFER = 64 * 1024;
    private static final long PATIENCE_MILLIS = 20_000;

    private final SocketChannel channel;
    private final int[] micros;
    private final boolean strict;
    private volatile @Nullable String failure;

    /**
     * Makes a reader.
     *
     * @param strict whether a missing message is a failure
     */
    Reader(SocketChannel channel, int messages, boolean strict) {
        super("reader");
        this.strict = strict;
        this.channel = channel;
        this.micros = new int[messages];
        setDaemon(true);
    }

    @Override
    public void run() {
        try (channel;
                InputStream in = Channels.newInputStream(channel)) {
            InputStream buffered = new BufferedInputStream(in, BUFFER);
            for (int i = 0; i < micros.length; i++) {
                ByteBuffer next = next(buffered);
                int number = next.getInt();
                if (number != i && !strict) {
                    i = number;
                } else if (number != i) {
                    failure = "got message " + number + " instead of " + i;
                    return;
                }
                micros[i] = (int) ((System.nanoTime() - next.getLong()) / 1_000);
            }
        } catch (IOException | RuntimeException broken) {
            failure = broken.toString();
        }
    }

    /** The microseconds that each message took. */
    int[] latencies() throws InterruptedException {
        join(PATIENCE_MILLIS);
        if (failure != null || isAlive()) {
            throw new IllegalStateException("A reader has missed messages: " + failure);
        }
        return micros;
    }

    /** Reads a message; returns the octets of its number and its time. */
    static ByteBuffer next(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        int length = ByteBuffer.wrap(head).getShort(2);
        ByteBuffer start = ByteBuffer.wrap(in.readNBytes(12));
        in.skipNBytes(length - start.capacity());
        return start;
    }
}
