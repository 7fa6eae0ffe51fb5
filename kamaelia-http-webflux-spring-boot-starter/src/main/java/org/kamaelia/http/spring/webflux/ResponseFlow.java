package org.kamaelia.http.spring.webflux;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.loop.FileRegion;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Turns what an application writes into the parts of a response, on the event loop.
 *
 * <pre>
 *   head (at the commit) ---------+
 *   publisher --- data buffers ---+--> whole response, if the publisher ends before anything was sent
 *             &lt;-- demand ---------+--> head, then a part for each buffer
 * </pre>
 *
 * <p>A buffer is requested when there is room for it on the way to the client, so nothing queues here. Only the first
 * buffers are collected, up to {@value #COLLECTED} bytes and only as long as the publisher emits without a pause: so a
 * small body leaves with its length. A publisher of publishers is sent group by group without that delay.
 *
 * <p>Each method notes a signal, and {@link #advance()} does what follows from all of them.
 */
final class ResponseFlow {
    /** Bytes that are collected before the head is sent. */
    static final int COLLECTED = 16 * 1024;

    /** A buffer up to this size, in bytes, is requested together with others if it comes from another thread. */
    private static final int SMALL = 2 * 1024;

    private static final int SEVERAL = 8;

    private final ResponseParts parts;
    private final boolean toHead;
    private final ResponseBytes bytes = new ResponseBytes();
    private volatile @Nullable ResponseHead head; // set by the thread that commits
    private volatile @Nullable Response switching;
    private @Nullable BodyWriter write;
    private @Nullable Subscription source; // of data buffers
    private @Nullable Subscription groups; // of publishers of data buffers
    private boolean groupBegins;
    private boolean noMoreGroups;
    private boolean flushing;
    private boolean crossing;
    private int largest;
    private int requested;
    private boolean sourceEnded;
    private @Nullable FileRegion file;
    private @Nullable Response whole;
    private boolean headSent;
    private boolean finished;
    private boolean closed;
    private boolean advancing;
    private @Nullable Throwable failure;

    ResponseFlow(ResponseParts parts, boolean toHead) {
        this.parts = parts;
        this.toHead = toHead;
    }

    /** Sets status and fields. Called once, on any thread, before the write begins or the chain ends. */
    void commit(ResponseHead committed) {
        Response next = switching;
        head = next == null ? committed : committed.upgrading(next);
    }

    /** The response that is committed hands the connection over to another protocol. */
    void upgrade(Response to) {
        switching = to;
    }

    boolean isCommitted() {
        return head != null;
    }

    /** Whether the whole response was handed over, or is ready to be. */
    boolean isComplete() {
        return finished || whole != null;
    }

    boolean isFinished() {
        return finished;
    }

    /** Why the response cannot be completed; null if it can. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    boolean hasSentHead() {
        return headSent;
    }

    /** Whether the response is an event stream that has begun. */
    boolean isEventStream() {
        ResponseHead committed = head;
        return headSent && committed != null && committed.eventStream();
    }

    // Signals.

    void begin(BodyWriter begun) {
        if (closed || write != null) {
            begun.abandon();
            return;
        }
        write = begun;
        flushing = begun.isGrouped();
    }

    void source(Subscription subscription) {
        groupBegins = false;
        if (closed || sourceEnded) {
            subscription.cancel();
        } else {
            source = subscription;
            requested = 0;
        }
    }

    void groups(Subscription subscription) {
        if (closed || sourceEnded) {
            subscription.cancel();
        } else {
            groups = subscription;
        }
    }

    /**
     * A buffer has come.
     *
     * @param last whether none follows
     * @param crossed whether it comes from another thread
     */
    void next(DataBuffer buffer, boolean last, boolean crossed) {
        requested = Math.max(0, requested - 1);
        crossing = crossed;
        if (closed || sourceEnded) {
            DataBufferUtils.release(buffer);
            return;
        }
        largest = Math.max(largest, buffer.readableByteCount());
        bytes.add(buffer);
        if (last && groups == null) {
            sourceEnded = true;
        }
    }

    /** A group has come. A group that has its only buffer at hand is not subscribed to. */
    void nextGroup(Publisher<? extends DataBuffer> group, BodyWriter by) {
        requested = 0;
        if (closed || sourceEnded) {
            return;
        }
        if (group instanceof Callable<?> ready) {
            try {
                if (ready.call() instanceof DataBuffer buffer) {
                    largest = Math.max(largest, buffer.readableByteCount());
                    bytes.add(buffer);
                }
            } catch (Exception thrown) {
                failed(thrown);
            }
            return;
        }
        groupBegins = true;
        by.subscribeTo(group);
    }

    void groupEnded() {
        source = null;
        groupBegins = false;
        requested = 0;
        if (noMoreGroups) {
            ended();
        }
    }

    void groupsEnded() {
        noMoreGroups = true;
        if (source == null && !groupBegins) {
            ended();
        }
    }

    /** The publisher has ended, and what it has emitted is the whole body. */
    void ended() {
        source = null;
        groups = null;
        sourceEnded = true;
    }

    /** The publisher, or one of its groups, has failed. */
    void failed(Throwable thrown) {
        if (closed || finished) {
            return;
        }
        stopSources();
        bytes.discard();
        BodyWriter failing = write;
        if (failing != null) {
            failing.fail(thrown);
        }
        if (headSent) {
            failure = thrown;
        }
    }

    /** The application is not interested in the write any more. The publisher was cancelled. */
    void cancelled() {
        if (closed || isComplete()) {
            return;
        }
        stopSources();
        bytes.discard();
        if (headSent) {
            failure = new BrokenOffException("The application has cancelled the rest of the response", null);
        }
    }

    /** The body is a region of a file. */
    void file(FileRegion region, BodyWriter by) {
        begin(by);
        if (write == by) {
            file = region;
            sourceEnded = true;
        } else {
            region.release();
        }
    }

    /** The chain has ended, and no write is under way that could go on without it. */
    void chainEnded() {
        BodyWriter last = write;
        if (last == null || last.isOver()) {
            if (headSent && !finished) {
                failure = new BrokenOffException("The application has ended, and not the body that it wrote", null);
            }
            sourceEnded = true;
        }
    }

    /** The response cannot be completed. */
    void chainFailed(Throwable thrown) {
        if (!isComplete() && failure == null) {
            failure = thrown;
        }
    }

    /** The rest of an event stream is not wanted: the server stops. */
    void endStream() {
        if (isEventStream() && !sourceEnded) {
            stopSources();
        }
    }

    private void stopSources() {
        Subscription from = source;
        Subscription outer = groups;
        ended();
        if (from != null) {
            from.cancel();
        }
        if (outer != null) {
            outer.cancel();
        }
    }

    // What follows.

    /** Asks for buffers and sends them, as far as there is room. */
    void advance() {
        if (advancing) {
            return; // signals that come from within request() are handled by the loop below
        }
        advancing = true;
        try {
            do {
                ask();
            } while (send());
        } finally {
            advancing = false;
        }
    }

    private void ask() {
        while (requested == 0 && !sourceEnded && !groupBegins && failure == null) {
            Subscription from = source != null ? source : groups;
            int count = crossing && largest <= SMALL && headSent && from == source ? SEVERAL : 1;
            if (from == null || !mayAsk(count)) {
                return;
            }
            requested = count;
            from.request(count);
        }
    }

    private boolean mayAsk(int count) {
        if (headSent) {
            return bytes.isEmpty() && parts.hasRoom(count);
        }
        return bytes.isEmpty() || !flushing && bytes.size() < COLLECTED;
    }

    /** Sends what is there. Returns whether it has sent anything, so that there is a reason to ask for more. */
    private boolean send() {
        ResponseHead committed = head;
        if (committed == null || finished || closed || failure != null) {
            return false;
        }
        if (!headSent) {
            if (sourceEnded && file == null && sendWhole(committed)) {
                return false;
            }
            if (bytes.isEmpty() && !sourceEnded || whole != null || !parts.hasRoom(2)) {
                return false;
            }
            headSent = true;
            parts.send(
                    file == null || committed.length() >= 0
                            ? committed.withBodyToFollow()
                            : committed.response().length(file.remaining()));
        }
        return sendBody();
    }

    private boolean sendBody() {
        boolean sent = false;
        if (file != null && parts.hasRoom(1)) {
            FileRegion region = file;
            file = null;
            parts.send(ResponsePart.of(region));
        }
        while (!bytes.isEmpty() && parts.hasRoom(1)) {
            parts.send(bytes.takePart());
            sent = true;
        }
        if (sourceEnded && bytes.isEmpty() && file == null) {
            finish();
        }
        return sent && !finished;
    }

    private void finish() {
        finished = true;
        parts.end();
        if (write != null) {
            write.complete();
        }
    }

    /** Makes the response one part, if that says the same. Returns whether it has done so. */
    private boolean sendWhole(ResponseHead committed) {
        if (whole == null) {
            int status = committed.response().status();
            if (toHead || status == 304 || !committed.announces(bytes.size())) {
                return false; // the announced length is that of another body
            }
            whole = committed.whole(bytes.takeAll());
            if (write != null) {
                write.complete();
            }
        }
        if (!finished && parts.hasRoom(1)) {
            headSent = true;
            finished = true;
            parts.send(Objects.requireNonNull(whole));
            parts.end();
        }
        return true;
    }

    /** Takes the whole response if it is there and was not sent. */
    @Nullable
    Response takeWhole() {
        if (finished || whole == null) {
            return null;
        }
        finished = true;
        return whole;
    }

    /**
     * The request has ended: gives up what was not sent.
     *
     * @param wanted whether the response is complete, although the application has more to write
     */
    void close(boolean wanted) {
        closed = true;
        stopSources();
        bytes.discard();
        if (file != null) {
            file.release();
            file = null;
        }
        if (wanted && write != null) {
            write.complete();
        }
    }
}
