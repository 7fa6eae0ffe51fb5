package org.kamaelia.fuzzing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one handler does, as decisions of the fuzzer, and what it saw that it must not see. Each request has an octet of
 * its own, the mark, which fills its body. No other octet above 0x7f may reach its handler or its client.
 */
public final class Script {
    /** A thread that is no event loop. */
    public static final ExecutorService OTHER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "other-thread");
        thread.setDaemon(true);
        return thread;
    });

    private static final AtomicReference<@Nullable String> VIOLATION = new AtomicReference<>();

    private final Choices choices;
    private final byte mark;

    /** A script for the request with this mark. */
    public Script(byte[] decisions, byte mark) {
        this.choices = new Choices(decisions);
        this.mark = mark;
    }

    /** The mark of the request. */
    public byte mark() {
        return mark;
    }

    /** Whether all decisions have been used. */
    public boolean isOver() {
        return choices.isEmpty();
    }

    /** The next decision, below a bound of at most 256. */
    public int below(int bound) {
        return choices.below(bound);
    }

    /** Notes what must not happen; the first note is kept. */
    public static void violated(String what) {
        VIOLATION.compareAndSet(null, what);
    }

    /** Throws if anything was noted since the last call. */
    public static void check() {
        String what = VIOLATION.getAndSet(null);
        if (what != null) {
            throw new AssertionError(what);
        }
    }

    /** The number of octets above 0x7f that are not the mark. */
    public static int foreign(byte[] octets, byte mark) {
        int count = 0;
        for (byte octet : octets) {
            count += octet < 0 && octet != mark ? 1 : 0;
        }
        return count;
    }
}
