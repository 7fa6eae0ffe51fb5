package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pool of platform threads")
class PlatformPoolTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<Thread> ran = ConcurrentHashMap.newKeySet();
    private final Queue<Thread> makers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void letAllEnd() {
        end.countDown();
    }

    private Thread make(Runnable task) {
        makers.add(Thread.currentThread());
        return Threads.platformFactory("test-").newThread(task);
    }

    private void await() {
        ran.add(Thread.currentThread());
        running.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        running.decrementAndGet();
    }

    @Test
    @DisplayName("runs all tasks at once, and its caller makes none of the threads")
    void callerMakesNoThread() {
        PlatformPool pool = new PlatformPool(this::make);
        for (int i = 0; i < 20; i++) {
            pool.execute(this::await);
        }
        eventually(() -> assertThat(running).hasValue(20));
        assertThat(ran).hasSize(20);
        assertThat(makers).hasSize(20).doesNotContain(Thread.currentThread());
    }

    @Test
    @DisplayName("uses an idle thread again")
    void reusesIdleThreads() {
        PlatformPool pool = new PlatformPool(this::make);
        pool.execute(() -> ran.add(Thread.currentThread()));
        eventually(() -> assertThat(ran).hasSize(1));
        Thread first = ran.iterator().next();
        eventually(() -> assertThat(first.getState()).isEqualTo(Thread.State.TIMED_WAITING));
        pool.execute(this::await);
        eventually(() -> assertThat(running).hasValue(1));
        assertThat(ran).containsExactly(first);
    }

    @Test
    @DisplayName("keeps a task for which there is no memory for a thread until another thread is idle")
    void losesNoTaskWithoutMemory() {
        ThreadFactory one = task -> {
            if (!makers.isEmpty()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return make(task);
        };
        PlatformPool pool = new PlatformPool(one);
        AtomicInteger done = new AtomicInteger();
        pool.execute(this::await);
        eventually(() -> assertThat(running).hasValue(1));
        pool.execute(done::incrementAndGet);
        pool.execute(done::incrementAndGet);
        assertThat(done).hasValue(0);
        end.countDown();
        eventually(() -> assertThat(done).hasValue(2));
        assertThat(ran).hasSize(1);
    }

    @Test
    @DisplayName("gives a new thread the context class loader of the caller")
    void passesTheClassLoaderOn() throws Exception {
        Queue<ClassLoader> seen = new ConcurrentLinkedQueue<>();
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[0])) {
            here.setContextClassLoader(own);
            new PlatformPool(this::make)
                    .execute(() -> seen.add(Thread.currentThread().getContextClassLoader()));
            eventually(() -> assertThat(seen).containsExactly(own));
        } finally {
            here.setContextClassLoader(before);
        }
    }
}
