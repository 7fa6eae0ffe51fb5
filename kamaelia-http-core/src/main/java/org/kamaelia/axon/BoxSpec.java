package org.kamaelia.axon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a kind of inbox: whose it is, what it means and where its limit lies. Declared once, in a constant;
 * every component of the kind makes its own {@link Inbox} from it, and all boxes of one declaration are counted
 * together.
 *
 * <p>Thread-safe. The number of different declarations is bounded at {@value #MAX_KINDS}: later ones share the counters
 * of one declaration called {@code other}, so that generated class names cannot grow the meters without end.
 *
 * @param <T> the type of the messages
 */
public final class BoxSpec<T> {
    /** Messages in a box unless its declaration says otherwise. */
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
            throw new IllegalArgumentException("A box holds at least one message; " + box + " was given " + capacity);
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
     * Declares a box whose messages have no size that counts.
     *
     * @param component the role of the component that reads from it, normally its simple class name
     * @param box the name of the box
     * @param meaning what a message in it stands for, in a few words
     * @param capacity the number of messages that it holds, at least 1
     */
    public static <T> BoxSpec<T> of(String component, String box, String meaning, int capacity) {
        return new BoxSpec<>(component, box, meaning, capacity, null);
    }

    /**
     * Declares a box whose messages are counted in bytes, too.
     *
     * @param weigher the size of a message in bytes when it is sent, at least 0; asked once a message
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

    /** What a message in it stands for. */
    public String meaning() {
        return meaning;
    }

    /** How many messages it holds. */
    public int capacity() {
        return capacity;
    }

    @Override
    public String toString() {
        return component + "." + box;
    }
}
