package org.kamaelia.net.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A channel that only takes what is written: as much of each call as the test lets it. */
final class RecordingChannel extends SocketChannel {
    /** What has been written. */
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** How many bytes each call was given, and how many buffers. */
    final List<Integer> offered = new ArrayList<>();

    final List<Integer> buffers = new ArrayList<>();

    @Nullable
    IOException broken;

    boolean onlyDirect = true;
    private final IntSupplier most;

    /** A channel that takes at most so many bytes a call. */
    RecordingChannel(IntSupplier most) {
        super(SelectorProvider.provider());
        this.most = most;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return (int) write(new ByteBuffer[] {source}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        if (broken != null) {
            throw broken;
        }
        int left = most.getAsInt();
        int sum = 0;
        int taken = 0;
        for (int i = offset; i < offset + length; i++) {
            ByteBuffer source = sources[i];
            onlyDirect &= source.isDirect();
            sum += source.remaining();
            byte[] some = new byte[Math.min(source.remaining(), left)];
            source.get(some);
            written.writeBytes(some);
            left -= some.length;
            taken += some.length;
        }
        offered.add(sum);
        buffers.add(length);
        return taken;
    }

    @Override
    public SocketChannel bind(SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SocketChannel shutdownInput() {
        return this;
    }

    @Override
    public SocketChannel shutdownOutput() {
        return this;
    }

    @Override
    public Socket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target) {
        return 0;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        return 0;
    }

    @Override
    protected void implCloseSelectableChannel() {}

    @Override
    protected void implConfigureBlocking(boolean block) {}
}
