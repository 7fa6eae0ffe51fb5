package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Releasable;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;

/** A piece of a request body on its way from the parser, in the memory that it was read into. */
public final class BodyChunk implements Releasable {
    private static final int DETACH_BELOW = EventLoop.READ_BUFFER / 2;

    private ByteBuffer bytes;
    private IoBuffer memory;

    public BodyChunk(ByteBuffer bytes, IoBuffer memory) {
        this.bytes = bytes;
        this.memory = memory;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    IoBuffer memory() {
        return memory;
    }

    public int size() {
        return bytes.remaining();
    }

    /** Moves a small chunk that has to wait into memory of its own, so that it does not hold a whole read buffer. */
    void detach() {
        if (memory.isPooled() && bytes.remaining() < DETACH_BELOW) {
            ByteBuffer own = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            memory.release();
            bytes = own;
            memory = IoBuffer.wrap(own);
        }
    }

    @Override
    public void release() {
        memory.release();
    }
}
