package org.kamaelia.axon;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Threads for work that may block: virtual threads if the running JVM has them (21 and later), else platform threads.
 */
public final class Threads {
    private Threads() {}

    /** Whether this JVM has virtual threads. */
    public static boolean areVirtualHere() {
        return virtualFactory("probe") != null;
    }

    /**
     * Makes a factory of threads named {@code prefix0}, {@code prefix1} and so on: virtual threads if the JVM has them,
     * else platform daemon threads.
     */
    public static ThreadFactory factory(String prefix) {
        ThreadFactory virtual = virtualFactory(prefix);
        return virtual != null ? virtual : platformFactory(prefix);
    }

    /**
     * Makes an executor that gives each task a platform daemon thread, named as by {@link #factory}. An idle thread is kept
     * for 2 s and reused. The number of threads has no limit, so the caller limits the tasks.
     */
    public static Executor platformPool(String prefix) {
        return new PlatformPool(platformFactory(prefix));
    }

    /** Makes a factory of platform daemon threads, named as by {@link #factory}. */
    static ThreadFactory platformFactory(String prefix) {
        AtomicLong count = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, prefix + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Uses reflection, because the methods do not exist in Java 17. */
    private static @Nullable ThreadFactory virtualFactory(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException | UnsupportedOperationException e) {
            return null; // in Java 19 and 20 virtual threads are a preview feature, off by default
        }
    }
}
