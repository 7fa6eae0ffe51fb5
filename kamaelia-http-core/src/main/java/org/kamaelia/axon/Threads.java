package org.kamaelia.axon;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Threads for work that may block: virtual ones where the running JVM has them (21 and later), platform ones elsewhere. */
public final class Threads {
    private Threads() {}

    /** Whether this JVM has virtual threads. */
    public static boolean areVirtualHere() {
        return virtualFactory("probe") != null;
    }

    /**
     * A factory of threads named {@code prefix0}, {@code prefix1} and so on; virtual where the JVM has them, else daemon
     * platform threads.
     */
    public static ThreadFactory factory(String prefix) {
        ThreadFactory virtual = virtualFactory(prefix);
        return virtual != null ? virtual : platformFactory(prefix);
    }

    private static ThreadFactory platformFactory(String prefix) {
        AtomicLong count = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, prefix + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Looked up by name, because the source level, 17, does not know the methods. */
    private static @Nullable ThreadFactory virtualFactory(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException | UnsupportedOperationException e) {
            return null; // Java 19 and 20 have them as a preview that is switched off
        }
    }
}
