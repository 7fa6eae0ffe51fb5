package org.kamaelia.http.spring.webflux;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.spi.BodyLoan;
import org.kamaelia.http.spi.ServerAccess;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The body of a request as a publisher over the inbox of its handler. A chunk is polled when it is requested, and not
 * before: while a subscriber requests nothing, flow control stops the client. A large chunk is lent in the memory into which
 * it was read, one for each request at a time; others are copied out of it.
 *
 * <p>One subscriber gets the body, on the event loop. It may request and cancel from any thread.
 */
final class RequestBody extends Flux<DataBuffer> implements Subscription {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Inbox<ByteBuffer> inbox;
    private final LoopExecution loop;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private volatile @Nullable CoreSubscriber<? super DataBuffer> subscriber;
    private volatile boolean cancelled;
    private volatile boolean invalidDemand;
    private boolean emitting; // the rest is for the loop only
    private boolean over;
    private @Nullable Throwable ending;
    private @Nullable BorrowedBuffer borrowed;

    RequestBody(Inbox<ByteBuffer> inbox, LoopExecution loop) {
        this.inbox = inbox;
        this.loop = loop;
    }

    @Override
    public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
        if (!subscribed.compareAndSet(false, true)) {
            Operators.error(
                    actual,
                    new IllegalStateException("The body of a request has one subscriber, and there was one already"));
            return;
        }
        actual.onSubscribe(this);
        subscriber = actual;
        emitOnLoop();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            invalidDemand = true;
        } else {
            demand.accumulateAndGet(n, Operators::addCap);
        }
        emitOnLoop();
    }

    /** Gives up the rest of the body. What of it arrives is discarded when the response is complete. */
    @Override
    public void cancel() {
        cancelled = true;
    }

    private void emitOnLoop() {
        if (loop.inLoop()) {
            emit();
        } else {
            loop.wakeUp();
        }
    }

    /** Emits what was requested and is there. Called on the loop, in each step of the handler. */
    void emit() {
        CoreSubscriber<? super DataBuffer> to = subscriber;
        if (to == null || emitting) {
            return; // a request from within onNext() is seen by the loop below
        }
        emitting = true;
        try {
            while (emitOne(to)) {
                // each chunk once
            }
        } finally {
            emitting = false;
        }
    }

    private boolean emitOne(CoreSubscriber<? super DataBuffer> to) {
        if (over || cancelled) {
            return false;
        }
        if (invalidDemand) {
            return fail(to, new IllegalArgumentException("A subscriber requests at least one item (rule 3.9)"));
        }
        if (ending != null) {
            return fail(to, ending);
        }
        if (demand.get() > 0) {
            DataBuffer chunk = poll();
            if (chunk != null) {
                if (demand.get() != Long.MAX_VALUE) {
                    demand.decrementAndGet();
                }
                to.onNext(chunk);
                return true;
            }
        }
        return end(to);
    }

    private @Nullable DataBuffer poll() {
        BodyLoan loan = borrowed == null || borrowed.isReturned() ? ACCESS.pollLoan(inbox) : null;
        if (loan != null) {
            borrowed = new BorrowedBuffer(loan, loop.scheduler());
            return borrowed;
        }
        ByteBuffer chunk = inbox.poll(); // even if there is none, so that a client that waits for 100 sends
        return chunk == null
                ? null
                : DefaultDataBufferFactory.sharedInstance.wrap(chunk.slice()); // it is in own memory
    }

    private boolean end(CoreSubscriber<? super DataBuffer> to) {
        Shutdown broken = inbox.shutdown();
        if (broken != null) {
            return fail(to, new EOFException("The request body broke off: " + broken.reason()));
        }
        if (inbox.ended()) {
            over = true;
            to.onComplete();
        }
        return false;
    }

    private boolean fail(CoreSubscriber<? super DataBuffer> to, Throwable failure) {
        over = true;
        to.onError(failure);
        return false;
    }

    /** Ends the body with an error unless it has ended, because the request has ended. Called on the loop. */
    void close(String why) {
        ending = new EOFException(why);
        emit();
        if (borrowed != null) {
            borrowed.leave();
        }
    }
}
