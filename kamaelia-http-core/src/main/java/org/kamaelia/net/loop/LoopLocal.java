package org.kamaelia.net.loop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A value of which every {@link EventLoop} has its own, such as scratch memory or a cached date. A user of event loops
 * keeps one of these in a constant. Reading it is one look into an array of the loop: no map, no lock and no allocation.
 *
 * <p>The number of these objects is fixed by the program text, because each is made in a constant: an array of a loop
 * grows to that number and no further. Used only on the thread of the loop that is passed in, except before that loop
 * has started.
 *
 * @param <T> the type of the value
 */
public final class LoopLocal<T> {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int index = COUNT.getAndIncrement();
    private final Function<? super EventLoop, ? extends T> initial;

    private LoopLocal(Function<? super EventLoop, ? extends T> initial) {
        this.initial = initial;
    }

    /**
     * A new one; keep it in a constant.
     *
     * @param initial makes the value of a loop when it is read for the first time
     */
    public static <T> LoopLocal<T> of(Function<? super EventLoop, ? extends T> initial) {
        return new LoopLocal<>(initial);
    }

    /** The value of a loop; made now if this loop has none. */
    @SuppressWarnings("unchecked")
    public T get(EventLoop loop) {
        Object value = loop.slot(index);
        if (value == null) {
            T made = initial.apply(loop);
            loop.slot(index, made);
            return made;
        }
        return (T) value;
    }

    /** Gives a loop a value. */
    public void set(EventLoop loop, T value) {
        loop.slot(index, value);
    }
}
