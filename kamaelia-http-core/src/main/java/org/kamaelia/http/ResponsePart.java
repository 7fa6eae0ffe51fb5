package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.TrailerRules;
import org.kamaelia.net.loop.FileRegion;

/**
 * What a handler sends: first a {@link Response}, which carries status and fields and decides the framing, then any
 * number of {@link Data} and {@link FileData}, and perhaps {@link Trailers}. {@code ProducerFinished} on {@code signal}
 * ends it.
 */
public sealed interface ResponsePart permits Response, ResponsePart.Data, ResponsePart.FileData, ResponsePart.Trailers {
    /** The bytes of body that this part holds in memory. */
    int size();

    /** A part of the body: text in UTF-8. */
    static ResponsePart text(String text) {
        return new Data(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A part of the body. The array belongs to the server from now on. */
    static ResponsePart of(byte[] bytes) {
        return new Data(ByteBuffer.wrap(bytes));
    }

    /**
     * A part of the body: the remaining bytes of a buffer, which belongs to the server from now on. A chunk that was
     * polled from the handler's inbox may be sent in the step in which it was polled, the same object and nothing
     * derived from it, and is then sent without a copy; everything else that is only lent must be copied first.
     */
    static ResponsePart of(ByteBuffer bytes) {
        return new Data(bytes);
    }

    /** A part of the body: a copy of the remaining bytes of a buffer, which stays the caller's. */
    static ResponsePart copyOf(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        return new Data(copy);
    }

    /**
     * A part of the body: a region of a file, which goes from the file to the socket without being copied where nothing
     * in between has to look at it. The server releases it, whatever becomes of it. If the file turns out to be shorter,
     * the connection is aborted as after any other shortfall.
     */
    static ResponsePart of(FileRegion region) {
        return new FileData(region);
    }

    /**
     * A part of the body that is a region of a file. It counts as no memory, so it passes every bound in bytes; the
     * boxes bound how many are under way.
     */
    record FileData(FileRegion region) implements ResponsePart, Releasable {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public void release() {
            region.release();
        }
    }

    /** A part of the body: the remaining bytes of a buffer, and perhaps memory that must be given back. */
    final class Data implements ResponsePart, Releasable {
        private final ByteBuffer bytes;
        private @Nullable Releasable memory;

        Data(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        /** The bytes. */
        public ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public int size() {
            return bytes.remaining();
        }

        /** Notes what to give back when the bytes have been sent or discarded. */
        void holding(Releasable held) {
            memory = held;
        }

        /** What is to be given back, which becomes the duty of the caller. */
        @Nullable
        Releasable takeMemory() {
            Releasable held = memory;
            memory = null;
            return held;
        }

        @Override
        public void release() {
            Releasable held = takeMemory();
            if (held != null) {
                held.release();
            }
        }
    }

    /**
     * Trailer fields (RFC 9110 section 6.5), after all data. They leave with chunked framing only; otherwise they are
     * discarded, as section 6.5.1 allows.
     */
    record Trailers(Fields fields) implements ResponsePart {
        /** Checks the fields. */
        public Trailers {
            TrailerRules.check(fields);
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
