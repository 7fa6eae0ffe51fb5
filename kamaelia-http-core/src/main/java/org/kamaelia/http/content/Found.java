package org.kamaelia.http.content;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.AcceptEncoding;
import org.kamaelia.http.syntax.EntityTag;

/**
 * A file in all codings in which it was found, with its answers made ready. Counted by its holders, which are the cache,
 * handlers, and regions on their way to a socket; the last one to release it closes its files. Thread-safe.
 */
final class Found implements Releasable {
    /** What an entry takes beside its content, roughly. */
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
     * @param source the tag that the source gave it, which changes when the file does
     * @param whole the answer with all of it: complete if it is in memory, else its head
     * @param notModified the answer to a client that has it
     */
    record Variant(
            @Nullable String coding, Resource resource, EntityTag source, Response whole, Response notModified) {}

    /**
     * A file; the caller is its first holder.
     *
     * @param variants the file as it is first, then the server's preference
     */
    Found(List<Variant> variants, long now) {
        this.variants = variants;
        this.codings = variants.stream().skip(1).map(Variant::coding).toArray(String[]::new);
        this.checked = now;
        this.used = now;
    }

    /** The coding that a client likes best; the file as it is if it likes none. */
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

    /** Whether these are the files of which it was made, unchanged. */
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

    /** It was seen to be so at this time. */
    void checked(long now) {
        checked = now;
    }

    /** How long ago it was seen to be so, in nanoseconds. */
    long age(long now) {
        return now - checked;
    }

    /** Somebody asked for it at this time. */
    void used(long now) {
        used = now;
    }

    /** How long nobody has asked for it, in nanoseconds. */
    long idle(long now) {
        return now - used;
    }

    /** One holder more; false if the last one has let go already. */
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
