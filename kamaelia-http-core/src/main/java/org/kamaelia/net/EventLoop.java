package org.kamaelia.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Scheduler;

/**
 * A scheduler with a selector and a thread: steps the components of its connections and wakes them when their sockets
 * are ready. It owns what they borrow: buffers for reading and writing, and the time of day as HTTP writes it.
 */
public final class EventLoop extends Scheduler {
    /** The size of a buffer for reading, in bytes: the most that one read takes, such as a body of 64 KiB with its head. */
    public static final int READ_BUFFER = 68 * 1024;

    /** The size of a buffer for gathering small writes, in bytes. */
    public static final int WRITE_BUFFER = 8 * 1024;

    private static final System.Logger LOG = BackgroundLog.of(EventLoop.class);
    private static final int SEAL_BUFFER = 34 * 1024; // two full records; a client that reads nothing holds one
    private static final int MOST_BUFFERS = 64;

    private final Selector selector;
    private final Thread thread;
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private final ByteAccount held = new ByteAccount();
    private final BufferPool readBuffers = new BufferPool(READ_BUFFER, MOST_BUFFERS, held);
    private final BufferPool writeBuffers = new BufferPool(WRITE_BUFFER, 8 * MOST_BUFFERS, held);
    private final BufferPool sealBuffers = new BufferPool(SEAL_BUFFER, MOST_BUFFERS, held);
    final SocketWriter writer = new SocketWriter();
    private ByteBuffer @Nullable [] sources;
    private @Nullable Shedder shedder;
    private long share = Long.MAX_VALUE;
    private boolean selected;
    private long dateSecond = -1;
    private long dateTurn = Long.MIN_VALUE;
    private byte[] date = new byte[0];
    private long wallTurn = Long.MIN_VALUE;
    private long wallMillis;
    private volatile boolean sleeping;
    private volatile boolean closing;

    EventLoop(String name, LongSupplier clock) {
        super(name, clock);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("No selector for " + name, e);
        }
        thread = new LoopThread(this, name);
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
    interface Ready {
        /** Called on the loop when the channel is ready for some of what it is interested in. */
        void ready(int operations);
    }

    void start() {
        thread.start();
    }

    /** Keeps to a budget; before the start. */
    void within(ByteBudget budget) {
        share = budget.share();
        shedder = new Shedder(this, budget);
    }

    /** Frees memory, when it has to, of connections of this server, too. */
    void serves(ServerLoop server) {
        if (shedder != null) {
            shedder.add(server);
        }
    }

    /** The server has stopped. */
    void servesNoMore(ServerLoop server) {
        if (shedder != null) {
            shedder.remove(server);
        }
        forget(server.boxes);
    }

    /** The memory that the connections of this loop hold: boxes, buffers lent to them, and what handlers keep. */
    public ByteAccount held() {
        return held;
    }

    private void keepBudget() {
        if (held.bytes() > share && shedder != null) {
            shedder.look();
        }
    }

    /** What can be done on the loop. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /**
     * Does something on the loop and waits for it, from any thread.
     *
     * @throws IllegalStateException if the loop has ended, or has been blocked for half a minute
     */
    void call(Task task) throws IOException {
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
    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
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

    /** Buffers to seal records of TLS in, and to read files in that are to be sealed. */
    BufferPool sealBuffers() {
        return sealBuffers;
    }

    /** Room for what one record is sealed from; of no use after the call that fills it. */
    ByteBuffer[] sources() {
        ByteBuffer[] room = sources;
        if (room == null) {
            room = new ByteBuffer[Tls.PLAIN.capacity()];
            sources = room;
        }
        return room;
    }

    /**
     * The time of day in ASCII, made once a second; not to be changed.
     *
     * @param form writes seconds since 1970 the way a protocol has them, always the same
     */
    public byte[] date(LongFunction<String> form) {
        if (dateTurn == now()) {
            return date;
        }
        dateTurn = now();
        long second = Math.floorDiv(wallMillis(), 1000L);
        if (second != dateSecond) {
            dateSecond = second;
            date = form.apply(second).getBytes(StandardCharsets.US_ASCII);
        }
        return date;
    }

    /** The time of day in milliseconds since 1970, read once a turn. Call it on this loop's thread. */
    public long wallMillis() {
        if (wallTurn != now()) {
            wallTurn = now();
            wallMillis = System.currentTimeMillis();
        }
        return wallMillis;
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

    private void run() {
        adoptThread();
        while (!closing) {
            try {
                turn();
                keepBudget();
                select();
            } catch (Throwable failure) {
                report("A turn failed; the loop goes on", failure);
            }
        }
        closeSelector();
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
        long nanos = nanosToNextTimer();
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

    /** One ready channel: what it brings is worked off, and the answers are written, before the next one is looked at. */
    private void dispatch(SelectionKey key) {
        if (!selected) {
            selected = true;
            sleeping = false;
            tick();
        }
        try {
            ((Ready) key.attachment()).ready(key.readyOps());
        } catch (CancelledKeyException gone) {
            return; // closed by a connection that was looked at before it
        } catch (Throwable failure) {
            report("A channel failed", failure);
        }
        runReady(STEPS_A_TURN);
        keepBudget();
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
