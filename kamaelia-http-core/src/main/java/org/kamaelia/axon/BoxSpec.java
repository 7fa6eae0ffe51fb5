package org.kamaelia.axon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a kind of inbox: the role of its component, the meaning of its messages, and its capacity. It is
 * declared once, in a constant. Every component of that role makes its own {@link Inbox} from it, and the statistics
 * sum all boxes of one declaration.
 *
 * <p>Thread-safe. The number of different declarations is limited to {@value #MAX_KINDS}. Later declarations share the
 * counters of one declaration called {@code other}, so that generated class names cannot create meters without limit.
 *
 * @param <T> the type of the messages
 */
public final class BoxSpec<T> {
    /** The default capacity of a box, in messages. */
    public static final int DEFAULT_CAPACITY = 16;

    static final int MAX_KINDS = 256;
    private static final AtomicInteger NEXT = new AtomicInteger(1);
    private static final Map<String, Integer> KINDS = new ConcurrentHashMap<>();

    final String component;
    final String box;
    final String meaning;
    final int capacity;
    final @Nullable ToIntFunction<? super T> weigher;
    final int kind;

    private BoxSpec(
            String component, String box, String meaning, int capacity, @Nullable ToIntFunction<? super T> weigher) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "The capacity of a box is at least 1 message; " + box + " was given " + capacity);
        }
        this.component = component;
        this.box = box;
        this.meaning = meaning;
        this.capacity = capacity;
        this.weigher = weigher;
        this.kind = kindOf(component + ' ' + box);
    }

    private static int kindOf(String name) {
        Integer known = KINDS.get(name);
        if (known != null) {
            return known;
        }
        return KINDS.size() >= MAX_KINDS - 1 ? 0 : KINDS.computeIfAbsent(name, n -> NEXT.getAndIncrement());
    }

    /**
     * Declares a box that counts messages but not their bytes.
     *
     * @param component the role of the component that reads from it, normally its simple class name
     * @param box the name of the box
     * @param meaning the meaning of a message in the box, in a few words
     * @param capacity the most messages in the box, at least 1
     */
    public static <T> BoxSpec<T> of(String component, String box, String meaning, int capacity) {
        return new BoxSpec<>(component, box, meaning, capacity, null);
    }

    /**
     * Declares a box that counts messages and their bytes.
     *
     * @param weigher returns the size of a message in bytes, at least 0; called once for each message, when it is sent
     */
    public static <T> BoxSpec<T> of(
            String component, String box, String meaning, int capacity, ToIntFunction<? super T> weigher) {
        return new BoxSpec<>(component, box, meaning, capacity, weigher);
    }

    /** The role of the component that reads from such a box. */
    public String component() {
        return kind == 0 ? "other" : component;
    }

    /** The name of the box. */
    public String box() {
        return kind == 0 ? "other" : box;
    }

    /** The meaning of a message in the box. */
    public String meaning() {
        return meaning;
    }

    /** The most messages in the box. */
    public int capacity() {
        return capacity;
    }

    @Override
    public String toString() {
        return component + "." + box;
    }
}
