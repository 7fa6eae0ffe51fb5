package org.kamaelia.net.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Scheduler;

/**
 * A scheduler with a selector and a thread: it steps the components of its connections, and wakes them when their sockets
 * are ready. It lends them buffers for reading and for writing. Other objects of which each loop needs one are kept in a
 * {@link LoopLocal}. Work after each turn is added with {@link #afterTurns}.
 */
public final class EventLoop extends Scheduler {
    /** The size of a buffer for reading, in bytes: the most that one read takes, such as a body of 64 KiB with its head. */
    public static final int READ_BUFFER = 68 * 1024;

    /** The size of a buffer for gathering small writes, in bytes. */
    public static final int WRITE_BUFFER = 8 * 1024;

    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final int MOST_BUFFERS = 64;

    // Resolved when the class is: the first use of a constant of text needs memory.
    private static final String TURN_FAILED = resolved("A turn failed; the loop goes on");
    private static final String CHANNEL_FAILED = resolved("A channel failed");

    private final Selector selector;
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private final LoopMemory memory = new LoopMemory();
    private final BufferPool readBuffers = memory.pool(READ_BUFFER, MOST_BUFFERS);
    private final BufferPool writeBuffers = memory.pool(WRITE_BUFFER, 8 * MOST_BUFFERS);
    private volatile Thread thread;
    private @Nullable Object[] slots = new Object[8];
    private Runnable[] afterTurn = {};
    private boolean selected;
    private volatile boolean sleeping;
    private volatile boolean closing;
    private volatile boolean losing;

    EventLoop(String name, LongSupplier clock) {
        super(name, clock);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("No selector for " + name, e);
        }
        thread = new LoopThread(this, name);
    }

    /** Keeps the text from being a constant of the compiler, which each use would resolve anew. */
    private static String resolved(String text) {
        return text;
    }

    private static final class LoopThread extends Thread {
        private final EventLoop loop;

        LoopThread(EventLoop loop, String name) {
            super(loop::run, name);
            this.loop = loop;
        }
    }

    /** The event loop on whose thread the caller is; null on any other thread. */
    public static @Nullable EventLoop current() {
        return Thread.currentThread() instanceof LoopThread own ? own.loop : null;
    }

    /** What a selection key leads to. */
    public interface Ready {
        /** Called on the loop when the channel is ready for some of what it is interested in. */
        void ready(int operations);

        /** Called on the loop when {@link #ready} has thrown: ends what would only fail again. Does nothing by default. */
        default void failed(Throwable failure) {}
    }

    void start() {
        thread.start();
    }

    /** Whether its thread has ended although nobody has closed it; asked by its watchdog. */
    boolean isLost() {
        Thread latest = thread;
        return !closing && !latest.isAlive() && latest.getState() == Thread.State.TERMINATED;
    }

    /** Ends the thread, and nothing else, for tests of what happens then. */
    void loseThread() {
        losing = true;
        selector.wakeup();
    }

    /** Goes on with a new thread in place of the one that has ended. */
    void replaceThread() {
        Thread next = new LoopThread(this, name());
        thread = next;
        next.start();
    }

    /**
     * Has something done after each turn, and after each socket that was worked off within a turn. Call it before the loop
     * has started, or on the loop. It costs every turn: keep it to a comparison while there is nothing to do.
     */
    public void afterTurns(Runnable hook) {
        Runnable[] more = Arrays.copyOf(afterTurn, afterTurn.length + 1);
        more[afterTurn.length] = hook;
        afterTurn = more;
    }

    /** Forgets what {@link #afterTurns} was given; on the loop. */
    public void noMoreAfterTurns(Runnable hook) {
        afterTurn = Arrays.stream(afterTurn).filter(one -> one != hook).toArray(Runnable[]::new);
    }

    private void runAfterTurn() {
        for (Runnable hook : afterTurn) {
            hook.run();
        }
    }

    /** What a {@link LoopLocal} keeps here; null if it keeps nothing yet. */
    @Nullable
    Object slot(int index) {
        return index < slots.length ? slots[index] : null;
    }

    void slot(int index, @Nullable Object value) {
        if (index >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(2 * slots.length, index + 1));
        }
        slots[index] = value;
    }

    /** The memory that the connections of this loop hold: boxes, buffers lent to them, and what handlers keep. */
    public ByteAccount held() {
        return memory.held();
    }

    /** All that it knows of memory. */
    LoopMemory memory() {
        return memory;
    }

    /** What can be done on the loop. */
    @FunctionalInterface
    public interface Task {
        /** Does it. */
        void run() throws IOException;
    }

    /**
     * Does something on the loop and waits for it, from any thread.
     *
     * @throws IllegalStateException if the loop has ended, or has been blocked for half a minute
     */
    public void call(Task task) throws IOException {
        if (inThread()) {
            task.run();
            return;
        }
        CompletableFuture<@Nullable IOException> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (IOException failure) {
                done.complete(failure);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        IOException failure = await(done);
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable IOException await(CompletableFuture<@Nullable IOException> done) {
        for (int tries = 0; ; tries++) {
            try {
                return done.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                if (!thread.isAlive() || tries == 300) {
                    throw new IllegalStateException(name() + (thread.isAlive() ? " is blocked" : " has ended"));
                }
            } catch (ExecutionException failure) {
                throw new IllegalStateException(name() + " could not do it", failure.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + name(), interrupted);
            }
        }
    }

    /** Registers a channel; call it on the loop. */
    public SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        return channel.register(selector, operations, ready);
    }

    /** Buffers to read into. */
    public BufferPool readBuffers() {
        return readBuffers;
    }

    /** Buffers to gather small writes in. */
    public BufferPool writeBuffers() {
        return writeBuffers;
    }

    /**
     * A further pool of buffers, which counts, and shrinks when they are not needed. Called once for each kind of buffer.
     *
     * @param size of a buffer in bytes
     * @param kept how many unused buffers are kept at the most
     */
    public BufferPool newBuffers(int size, int kept) {
        return memory.pool(size, kept);
    }

    /** Whether the loop waits for its channels; asked by its watchdog. */
    boolean isSleeping() {
        return sleeping;
    }

    /** What the loop's thread does now. */
    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    @Override
    protected void wakeUp() {
        if (sleeping) {
            selector.wakeup();
        }
    }

    /**
     * Only {@link #close} ends this. Handling a failure needs memory, and a lack of memory may be the failure. So a failure
     * is only stored here and handled in the next turn. If handling it fails, that is the failure of the next turn.
     */
    private void run() {
        adoptThread();
        Throwable failed = null;
        while (!closing) {
            if (losing) {
                losing = false;
                return;
            }
            try {
                if (failed != null) {
                    Throwable last = failed;
                    failed = null;
                    recover(last);
                }
                turn();
                runAfterTurn();
                select();
                memory.trim(now());
            } catch (Throwable failure) {
                failed = failure;
            }
        }
        closeSelector();
    }

    private void recover(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            memory.ranOut();
        }
        report(TURN_FAILED, failure);
    }

    /** There was no memory for something, which its user gets over: memory is freed after this turn. Needs no memory. */
    public void ranOut(OutOfMemoryError error) {
        memory.ranOut();
    }

    @Override
    protected OutOfMemoryError outOfMemory(OutOfMemoryError error) {
        memory.ranOut();
        return error;
    }

    /** Says so, if that can be: nothing ends the loop, also not a log that fails or a lack of memory. */
    private void report(String what, Throwable failure) {
        try {
            LOG.log(System.Logger.Level.ERROR, name() + ": " + what, failure);
        } catch (Throwable mute) {
            // nothing is left that could be said
        }
    }

    private void select() throws IOException {
        selected = false;
        if (hasWork()) {
            selector.selectNow(dispatch);
            return;
        }
        long nanos = Math.min(nanosToNextTimer(), memory.nanosToLook(now()));
        sleeping = true;
        try {
            if (hasWork() || nanos == 0) { // something came in before others could know that we sleep
                selector.selectNow(dispatch);
            } else {
                selector.select(dispatch, nanos == Long.MAX_VALUE ? 0 : nanos / 1_000_000 + 1);
            }
        } finally {
            sleeping = false;
        }
    }

    /** Handles one ready channel completely, until the responses have been written, before the next channel. */
    private void dispatch(SelectionKey key) {
        if (!selected) {
            selected = true;
            sleeping = false;
            tick();
        }
        Ready channel = (Ready) key.attachment();
        Throwable failed = null;
        try {
            channel.ready(key.readyOps());
        } catch (CancelledKeyException gone) {
            return; // closed by a connection that was looked at before it
        } catch (Throwable failure) {
            failed = failure; // nothing here may need memory
        }
        if (failed != null) {
            channelFailed(channel, failed);
        }
        runReady(STEPS_A_TURN);
        runAfterTurn();
    }

    private void channelFailed(Ready channel, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            memory.ranOut();
        }
        report(CHANNEL_FAILED, failure);
        channel.failed(failure);
    }

    private void closeSelector() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Selector of " + name() + " did not close", e);
        }
    }

    /** Whether it has been closed. Call it from any thread. */
    public boolean hasEnded() {
        return closing;
    }

    /** Ends the thread and closes every channel; returns at once. */
    void close() {
        closing = true;
        selector.wakeup();
    }

    /** Waits until the thread has ended. */
    void join() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }
}
