package org.kamaelia.http.spring.webflux;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.spi.BodyLoan;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.PooledDataBuffer;

/**
 * A large chunk of a request body in the memory into which it was read. The release gives the memory back to the server,
 * and leaves this buffer empty. The memory serves other clients afterwards, so an application never gets a view of it:
 * before a slice, a view or a write, the octets move into memory of their own.
 *
 * <p>A buffer that is not released before its request ends stays readable, and the collector frees its memory. So an
 * application that loses a buffer takes nothing from the budget of the server. The release may come from any thread.
 */
final class BorrowedBuffer implements PooledDataBuffer {
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicReference<@Nullable BodyLoan> loan;
    private final Scheduler loop;
    private DataBuffer content;

    /** Takes over a loan, on the event loop of its memory. */
    BorrowedBuffer(BodyLoan loan, Scheduler loop) {
        this.loan = new AtomicReference<>(loan);
        this.loop = loop;
        this.content = factory().wrap(loan.bytes().slice());
    }

    /** Whether the loan has ended, so that this buffer holds no memory of the server. */
    boolean isReturned() {
        return loan.get() == null;
    }

    /** Leaves the memory to this buffer, because the request has ended. Called on the loop. */
    void leave() {
        BodyLoan left = loan.getAndSet(null);
        if (left != null) {
            left.leave();
        }
    }

    private void giveBack() {
        BodyLoan returned = loan.getAndSet(null);
        if (returned == null) {
            return;
        }
        if (loop.inThread()) {
            returned.release();
        } else {
            loop.execute(returned::release);
        }
    }

    /** The octets in memory of their own. */
    private DataBuffer own() {
        if (!isReturned()) {
            DataBuffer shared = content;
            int written = shared.writePosition();
            ByteBuffer copy = ByteBuffer.allocate(written);
            shared.toByteBuffer(0, copy, 0, written);
            content = factory().wrap(copy).readPosition(shared.readPosition());
            giveBack();
        }
        return content;
    }

    // The count of those who use it.

    @Override
    public boolean isAllocated() {
        return references.get() > 0;
    }

    @Override
    public PooledDataBuffer retain() {
        if (references.getAndIncrement() <= 0) {
            references.decrementAndGet();
            throw new IllegalStateException("The buffer was released");
        }
        return this;
    }

    @Override
    public PooledDataBuffer touch(Object hint) {
        return this;
    }

    @Override
    public boolean release() {
        int left = references.decrementAndGet();
        if (left < 0) {
            references.incrementAndGet();
            throw new IllegalStateException("The buffer was released before");
        }
        if (left == 0) {
            content = DefaultDataBufferFactory.sharedInstance.allocateBuffer(0);
            giveBack();
        }
        return left == 0;
    }

    // What reads, and copies what it gives.

    @Override
    public DataBufferFactory factory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    public int indexOf(IntPredicate predicate, int fromIndex) {
        return content.indexOf(predicate, fromIndex);
    }

    @Override
    public int lastIndexOf(IntPredicate predicate, int fromIndex) {
        return content.lastIndexOf(predicate, fromIndex);
    }

    @Override
    public int readableByteCount() {
        return content.readableByteCount();
    }

    @Override
    public int writableByteCount() {
        return content.writableByteCount();
    }

    @Override
    public int capacity() {
        return content.capacity();
    }

    @Override
    public int readPosition() {
        return content.readPosition();
    }

    @Override
    public DataBuffer readPosition(int position) {
        content.readPosition(position);
        return this;
    }

    @Override
    public int writePosition() {
        return content.writePosition();
    }

    @Override
    public DataBuffer writePosition(int position) {
        content.writePosition(position);
        return this;
    }

    @Override
    public byte getByte(int index) {
        return content.getByte(index);
    }

    @Override
    public byte read() {
        return content.read();
    }

    @Override
    public DataBuffer read(byte[] destination) {
        content.read(destination);
        return this;
    }

    @Override
    public DataBuffer read(byte[] destination, int offset, int length) {
        content.read(destination, offset, length);
        return this;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public ByteBuffer toByteBuffer(int index, int length) {
        return content.toByteBuffer(index, length);
    }

    @Override
    public void toByteBuffer(int index, ByteBuffer destination, int at, int length) {
        content.toByteBuffer(index, destination, at, length);
    }

    /** The readable octets where they lie, for the server, which sends them before it releases this buffer. */
    ByteBufferIterator lentByteBuffers() {
        return content.readableByteBuffers();
    }

    @Override
    public String toString(int index, int length, Charset charset) {
        return content.toString(index, length, charset);
    }

    // What writes, or gives what shares the memory.

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public DataBuffer capacity(int capacity) {
        own().capacity(capacity);
        return this;
    }

    @Override
    public DataBuffer ensureWritable(int capacity) {
        own().ensureWritable(capacity);
        return this;
    }

    @Override
    public DataBuffer write(byte single) {
        own().write(single);
        return this;
    }

    @Override
    public DataBuffer write(byte[] source) {
        own().write(source);
        return this;
    }

    @Override
    public DataBuffer write(byte[] source, int offset, int length) {
        own().write(source, offset, length);
        return this;
    }

    @Override
    public DataBuffer write(DataBuffer... buffers) {
        own().write(buffers);
        return this;
    }

    @Override
    public DataBuffer write(ByteBuffer... buffers) {
        own().write(buffers);
        return this;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public DataBuffer slice(int index, int length) {
        return own().slice(index, length);
    }

    @Override
    public DataBuffer split(int index) {
        return own().split(index);
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public ByteBuffer asByteBuffer() {
        return own().asByteBuffer();
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public ByteBuffer asByteBuffer(int index, int length) {
        return own().asByteBuffer(index, length);
    }

    @Override
    public ByteBufferIterator readableByteBuffers() {
        return own().readableByteBuffers();
    }

    @Override
    public ByteBufferIterator writableByteBuffers() {
        return own().writableByteBuffers();
    }

    @Override
    public String toString() {
        return "BorrowedBuffer (" + references + " references, " + content + ')';
    }
}
