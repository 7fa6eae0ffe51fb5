package org.kamaelia.http.spring.webflux;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferWrapper;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.PooledDataBuffer;

/** Buffers that have to be released, counted: each is to be released exactly once. */
final class CountedBuffers {
    private final AtomicLong made = new AtomicLong();
    private final Set<Counted> live = ConcurrentHashMap.newKeySet();
    private final AtomicLong twice = new AtomicLong();

    /** A buffer with this text, and one reference. */
    DataBuffer buffer(String text) {
        made.incrementAndGet();
        Counted one = new Counted(
                text, DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        live.add(one);
        return one;
    }

    /** Buffers that were made so far. */
    long made() {
        return made.get();
    }

    /** Buffers that were made and not released. */
    long live() {
        return live.size();
    }

    /** The beginnings of the texts of the buffers that were not released. */
    @Override
    public String toString() {
        return live.toString();
    }

    /** Releases of buffers that had been released before. */
    long releasedTwice() {
        return twice.get();
    }

    private final class Counted extends DataBufferWrapper implements PooledDataBuffer {
        private final AtomicInteger references = new AtomicInteger(1);
        private final String text;

        Counted(String text, DataBuffer delegate) {
            super(delegate);
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return text.substring(0, Math.min(6, text.length()));
        }

        @Override
        public boolean isAllocated() {
            return references.get() > 0;
        }

        @Override
        public PooledDataBuffer retain() {
            references.incrementAndGet();
            return this;
        }

        @Override
        public PooledDataBuffer touch(Object hint) {
            return this;
        }

        @Override
        public boolean release() {
            int left = references.decrementAndGet();
            if (left == 0) {
                live.remove(this);
            } else if (left < 0) {
                twice.incrementAndGet();
            }
            return left == 0;
        }
    }
}
