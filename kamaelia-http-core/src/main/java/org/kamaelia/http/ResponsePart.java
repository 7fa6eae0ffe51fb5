package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.TrailerRules;
import org.kamaelia.net.loop.FileRegion;

/**
 * A message of a handler's response: first a {@link Response}, which carries the status and the fields and decides the
 * framing, then any number of {@link Data} and {@link FileData}, and at most one {@link Trailers}.
 * {@code ProducerFinished} on {@code signal} ends the response.
 */
public sealed interface ResponsePart permits Response, ResponsePart.Data, ResponsePart.FileData, ResponsePart.Trailers {
    /** The number of bytes of the body that this part holds in memory. */
    int size();

    /** Makes a part of the body from text in UTF-8. */
    static ResponsePart text(String text) {
        return new Data(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes a part of the body from an array. The array belongs to the server from now on. */
    static ResponsePart of(byte[] bytes) {
        return new Data(ByteBuffer.wrap(bytes));
    }

    /**
     * Makes a part of the body from the remaining bytes of a buffer. The buffer belongs to the server from now on. A
     * chunk that was polled from the handler's inbox may be sent in the same step, and slices and duplicates of it at
     * any time. Copy any other borrowed buffer first.
     */
    static ResponsePart of(ByteBuffer bytes) {
        return new Data(bytes);
    }

    /** Makes a part of the body from a copy of the remaining bytes of a buffer. The caller keeps the buffer. */
    static ResponsePart copyOf(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        return new Data(copy);
    }

    /**
     * Makes a part of the body from a region of a file. The region is transferred from the file to the socket without a
     * copy, unless TLS or a filter needs the bytes. The server releases the region in every case. If the file is
     * shorter than the region, the connection is aborted, as for any other response with missing bytes.
     */
    static ResponsePart of(FileRegion region) {
        return new FileData(region);
    }

    /**
     * A part of the body that is a region of a file. It uses no memory, so limits in bytes do not apply. The capacity
     * of the boxes limits the number of queued regions.
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

    /** A part of the body: the remaining bytes of a buffer, and optionally memory that must be given back. */
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

        /** Sets the memory to release when the bytes have been sent or discarded. */
        void holding(Releasable held) {
            memory = held;
        }

        /** Returns the memory, which the caller must release; null if there is none. */
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
     * Trailer fields (RFC 9110 section 6.5), after all data. They are sent only with chunked framing. Otherwise they
     * are discarded, as section 6.5.1 allows.
     */
    record Trailers(Fields fields) implements ResponsePart {
        /** Checks that every field is allowed in trailers. */
        public Trailers {
            TrailerRules.check(fields);
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
