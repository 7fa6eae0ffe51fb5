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

    private final ResponseParts parts;
    private final boolean toHead;
    private final BodySource source = new BodySource();
    private final ResponseBytes bytes = new ResponseBytes();
    private volatile @Nullable ResponseHead head; // set by the thread that commits
    private volatile @Nullable Response switching;
    private @Nullable BodyWriter write;
    private boolean flushing;
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

    /** The publisher of buffers, or of one group of them, was subscribed to. */
    void source(Subscription subscription) {
        source.buffers(subscription);
    }

    /** The publisher of groups was subscribed to. */
    void groups(Subscription subscription) {
        source.groups(subscription);
    }

    /**
     * A buffer has come.
     *
     * @param last whether none follows
     * @param crossed whether it comes from another thread
     */
    void next(DataBuffer buffer, boolean last, boolean crossed) {
        source.came(crossed);
        if (source.hasEnded()) {
            DataBufferUtils.release(buffer);
        } else {
            take(buffer, last);
        }
    }

    private void take(DataBuffer buffer, boolean last) {
        source.taken(buffer, last);
        bytes.add(buffer);
    }

    /** A group has come. A group that has its only buffer at hand is not subscribed to. */
    void nextGroup(Publisher<? extends DataBuffer> group, BodyWriter by) {
        source.groupCame();
        if (source.hasEnded()) {
            return;
        }
        if (group instanceof Callable<?> ready) {
            try {
                if (ready.call() instanceof DataBuffer buffer) {
                    take(buffer, false);
                }
            } catch (Exception thrown) {
                failed(thrown);
            }
            return;
        }
        source.groupBegins();
        by.subscribeTo(group);
    }

    void groupEnded() {
        source.groupEnded();
    }

    void groupsEnded() {
        source.groupsEnded();
    }

    /** The publisher has ended, and what it has emitted is the whole body. */
    void ended() {
        source.end();
    }

    /** The publisher, or one of its groups, has failed. */
    void failed(Throwable thrown) {
        if (closed || finished) {
            return;
        }
        source.stop();
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
        source.stop();
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
            source.end();
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
            source.end();
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
        if (isEventStream() && !source.hasEnded()) {
            source.stop();
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
        for (int count; failure == null && (count = source.next(headSent)) > 0 && mayAsk(count); ) {
            source.request(count);
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
            if (source.hasEnded() && file == null && sendWhole(committed)) {
                return false;
            }
            if (bytes.isEmpty() && !source.hasEnded() || whole != null || !parts.hasRoom(2)) {
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
        if (source.hasEnded() && bytes.isEmpty() && file == null) {
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
        source.stop();
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
