package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Request;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;

/**
 * An event of a parser about the requests of a connection, in the order of the octets. Each request is a {@link Head}
 * and, if it has a body, {@link Chunk}s and an {@link End}. A {@link Refused} is the last event of a connection.
 */
public sealed interface RequestEvent {
    /** The number of octets that this event keeps in memory. */
    int size();

    /** A request begins. If the request has no body, no further event of that request follows. */
    record Head(Request request) implements RequestEvent {
        private static final ServerAccess ACCESS = ServerAccess.get();

        @Override
        public int size() {
            return ACCESS.head(request).size();
        }
    }

    /** The body of the request has ended. */
    record End(Fields trailers) implements RequestEvent {
        private static final End WITHOUT_TRAILERS = new End(Fields.empty());

        /** Returns the end of a body with these trailer fields. */
        public static End with(Fields trailers) {
            return trailers.size() == 0 ? WITHOUT_TRAILERS : new End(trailers);
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /**
     * The received octets break the protocol or a limit, or did not arrive in time.
     *
     * @param line the request line, as far as it was received, in visible characters; empty if it is not known
     */
    record Refused(Refusal refusal, String line) implements RequestEvent {
        /** A refusal without a request line. */
        public Refused(Refusal refusal) {
            this(refusal, "");
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** A piece of a body, in the memory into which it was read. The receiver must release it exactly once. */
    final class Chunk implements RequestEvent, Releasable {
        private static final int DETACH_BELOW = EventLoop.READ_BUFFER / 2;

        private ByteBuffer bytes;
        private IoBuffer memory;
        private boolean owned; // the memory serves nobody else, now or later

        /**
         * Makes a chunk.
         *
         * @param bytes the octets, a part of the memory
         * @param memory the memory, which is released with the chunk
         */
        public Chunk(ByteBuffer bytes, IoBuffer memory) {
            this.bytes = bytes;
            this.memory = memory;
        }

        /** The octets. */
        public ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public int size() {
            return bytes.remaining();
        }

        /** Copies a small chunk that must wait into its own memory, so that it does not hold a whole read buffer. */
        public void detach() {
            if (memory.isPooled() && bytes.remaining() < DETACH_BELOW) {
                own();
            }
        }

        /** Whether both chunks are parts of the same memory. */
        public boolean sharesMemoryWith(Chunk other) {
            return memory == other.memory;
        }

        /** Whether the chunk fills so much of its read buffer that holding the buffer is better than a copy. */
        boolean fillsItsMemory() {
            return memory.isPooled() && bytes.remaining() >= DETACH_BELOW;
        }

        /** Moves the octets into memory that serves nobody else, now or later, and returns them. */
        ByteBuffer own() {
            if (!owned) {
                ByteBuffer own =
                        ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
                memory.release();
                bytes = own;
                memory = IoBuffer.wrap(own);
                owned = true;
            }
            return bytes;
        }

        @Override
        public void release() {
            memory.release();
        }

        /** Releases the chunk for somebody who may still use its octets, so that the memory never serves anybody else. */
        void leave() {
            memory.leave();
        }
    }
}
