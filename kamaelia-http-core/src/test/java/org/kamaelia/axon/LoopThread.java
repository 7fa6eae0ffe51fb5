package org.kamaelia.axon;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A scheduler with a thread that sleeps without any time limit, so that a wake-up which is lost is noticed. */
final class LoopThread extends Scheduler implements AutoCloseable {
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    LoopThread(String name) {
        super(name, System::nanoTime);
        thread = new Thread(this::loop, name);
        thread.start();
    }

    private void loop() {
        while (!closing) {
            turn();
            while (!hasWork() && !closing) {
                if (nanosToNextTimer() == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanosToNextTimer());
                    break;
                }
            }
        }
    }

    /** Does something on the loop and waits for its result, 10 s at the most. */
    <T> T call(Supplier<T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(what.get());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    void run(Component... components) {
        call(() -> {
            for (Component component : components) {
                activate(component);
            }
            return true;
        });
    }

    @Override
    protected void wakeUp() {
        LockSupport.unpark(thread);
    }

    @Override
    protected void failed(Component component, Throwable failure) {
        if (!(failure instanceof ExpectedFailure)) {
            failures.add(failure);
        }
    }

    @Override
    public void close() {
        closing = true;
        wakeUp();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
