package org.kamaelia.http.content;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.AcceptEncoding;
import org.kamaelia.http.syntax.EntityTag;

/**
 * A file in all codings in which it was found, with prepared answers. Its holders are counted: the cache, handlers, and
 * regions on their way to a socket. When the last holder releases it, its files are closed. Thread-safe.
 */
final class Found implements Releasable {
    /** The approximate bytes of an entry beside its content. */
    private static final int OVERHEAD = 2_048;

    private final List<Variant> variants;
    private final String[] codings;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile long checked;
    private volatile long used;

    /**
     * One coding of it.
     *
     * @param coding null for none
     * @param source the tag that the source gave the file; it changes with the file
     * @param whole the answer with the whole content: complete if the content is in memory, else the head
     * @param notModified the answer to a client that already has the content
     */
    record Variant(
            @Nullable String coding, Resource resource, EntityTag source, Response whole, Response notModified) {}

    /**
     * A file; the caller is its first holder.
     *
     * @param variants first the file as it is, then its codings, the server's preferred coding first
     */
    Found(List<Variant> variants, long now) {
        this.variants = variants;
        this.codings = variants.stream().skip(1).map(Variant::coding).toArray(String[]::new);
        this.checked = now;
        this.used = now;
    }

    /** The coding that a client prefers; the file as it is if the client prefers none. */
    Variant choose(@Nullable String acceptEncoding) {
        String best =
                codings.length == 0 ? null : AcceptEncoding.of(acceptEncoding).choose(codings);
        for (Variant variant : variants) {
            if (best != null && best.equals(variant.coding)) {
                return variant;
            }
        }
        return variants.get(0);
    }

    /** Whether these are the files that this was made of, unchanged. */
    boolean isOf(List<Resource> resources) {
        if (resources.size() != variants.size()) {
            return false;
        }
        for (int i = 0; i < resources.size(); i++) {
            EntityTag tag = resources.get(i).validators().tag();
            if (tag == null || !tag.isStrongly(variants.get(i).source)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the answers are in memory, and so cannot change under their tags. */
    boolean isInMemory() {
        for (Variant variant : variants) {
            if (!variant.whole.isComplete()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of memory. */
    long bytes() {
        long sum = OVERHEAD;
        for (Variant variant : variants) {
            sum += variant.resource.memory() == null ? 0 : variant.resource.length();
        }
        return sum;
    }

    /** Notes that the files were compared with the disk at this time. */
    void checked(long now) {
        checked = now;
    }

    /** Nanoseconds since the files were compared with the disk. */
    long age(long now) {
        return now - checked;
    }

    /** Notes that a client asked for the file at this time. */
    void used(long now) {
        used = now;
    }

    /** Nanoseconds since a client asked for the file. */
    long idle(long now) {
        return now - used;
    }

    /** Adds a holder; false if the last holder has already released this. */
    boolean retain() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    @Override
    public void release() {
        if (holders.decrementAndGet() == 0) {
            variants.forEach(variant -> variant.resource.close());
        }
    }
}
