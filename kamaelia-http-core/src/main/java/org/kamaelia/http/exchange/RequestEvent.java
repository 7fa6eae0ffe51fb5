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
 * What a parser tells of the requests of a connection, in the order of the octets: for each request a {@link Head}, then,
 * if the request has a body, {@link Chunk}s and an {@link End}; or a {@link Refused}, which nothing follows.
 */
public sealed interface RequestEvent {
    /** The octets that this event keeps in memory. */
    int size();

    /** A request begins. If it has no body, this is all of it. */
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

        /** The end of a body with these trailer fields. */
        public static End with(Fields trailers) {
            return trailers.size() == 0 ? WITHOUT_TRAILERS : new End(trailers);
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** What came in breaks the protocol or a limit, or did not come in time. */
    record Refused(Refusal refusal) implements RequestEvent {
        @Override
        public int size() {
            return 0;
        }
    }

    /** A piece of a body, in the memory that it was read into. Its receiver releases it once. */
    final class Chunk implements RequestEvent, Releasable {
        private static final int DETACH_BELOW = EventLoop.READ_BUFFER / 2;

        private ByteBuffer bytes;
        private IoBuffer memory;

        /**
         * A piece.
         *
         * @param bytes the octets, which lie in the memory
         * @param memory is released with the chunk
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

        /** Moves a small chunk that has to wait into memory of its own, so that it does not hold a whole read buffer. */
        void detach() {
            if (memory.isPooled() && bytes.remaining() < DETACH_BELOW) {
                ByteBuffer own =
                        ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
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
}
