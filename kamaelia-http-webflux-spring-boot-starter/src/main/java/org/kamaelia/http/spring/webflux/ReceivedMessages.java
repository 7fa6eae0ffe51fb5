package org.kamaelia.http.spring.webflux;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.http.websocket.Message;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The messages of a client as a publisher over the inbox. A message is polled when it is requested, and not before: while
 * a subscriber requests nothing, flow control stops the client. Of pongs that nobody has requested, the latest is kept.
 *
 * <p>One subscriber gets the messages, on the event loop. It may request and cancel from any thread. Without a subscriber,
 * messages stay in the inbox.
 */
final class ReceivedMessages extends Flux<WebSocketMessage> implements Subscription {
    private final Inbox<Message> inbox;
    private final LoopExecution loop;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private volatile @Nullable CoreSubscriber<? super WebSocketMessage> subscriber;
    private volatile boolean cancelled;
    private volatile boolean invalidDemand;
    private boolean emitting; // the rest is for the loop only
    private boolean over;
    private boolean closed;
    private @Nullable Throwable failure;
    private byte @Nullable [] pong;

    ReceivedMessages(Inbox<Message> inbox, LoopExecution loop) {
        this.inbox = inbox;
        this.loop = loop;
    }

    @Override
    public void subscribe(CoreSubscriber<? super WebSocketMessage> actual) {
        if (!subscribed.compareAndSet(false, true)) {
            Operators.error(
                    actual,
                    new IllegalStateException(
                            "The messages of a WebSocket have one subscriber, and there was one already"));
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

    /** Gives up the messages that follow. They are discarded, so that the Close frame behind them is seen. */
    @Override
    public void cancel() {
        cancelled = true;
        emitOnLoop();
    }

    private void emitOnLoop() {
        if (loop.inLoop()) {
            emit();
        } else {
            loop.wakeUp();
        }
    }

    /** A pong has come. Called on the loop. */
    void pong(byte[] payload) {
        pong = payload;
        emit();
    }

    /** Whether the client has closed, and nobody waits for messages before that. Called on the loop. */
    boolean hasClientClosed() {
        return inbox.ended() || subscriber == null && inbox.control() != null;
    }

    /** The WebSocket has ended: ends the messages. Called on the loop. */
    void close(@Nullable Throwable why) {
        closed = true;
        failure = why;
        emit();
    }

    /** Emits what was requested and is there. Called on the loop, in each step of the component. */
    void emit() {
        CoreSubscriber<? super WebSocketMessage> to = subscriber;
        if (to == null || emitting) {
            return; // a request from within onNext() is seen by the loop below
        }
        emitting = true;
        try {
            while (emitOne(to)) {
                // each message once
            }
        } finally {
            emitting = false;
        }
    }

    private boolean emitOne(CoreSubscriber<? super WebSocketMessage> to) {
        if (cancelled || over) {
            return inbox.poll() != null;
        }
        if (invalidDemand) {
            return fail(to, new IllegalArgumentException("A subscriber requests at least one item (rule 3.9)"));
        }
        if (demand.get() > 0) {
            WebSocketMessage next = take();
            if (next != null) {
                if (demand.get() != Long.MAX_VALUE) {
                    demand.decrementAndGet();
                }
                to.onNext(next);
                return true;
            }
        }
        return end(to);
    }

    private @Nullable WebSocketMessage take() {
        byte[] answer = pong;
        if (answer != null) {
            pong = null;
            return new WebSocketMessage(
                    WebSocketMessage.Type.PONG, DefaultDataBufferFactory.sharedInstance.wrap(answer));
        }
        Message next = inbox.poll();
        if (next == null) {
            return null;
        }
        DataBuffer octets = DefaultDataBufferFactory.sharedInstance.wrap(next.bytes());
        return new WebSocketMessage(
                next.isText() ? WebSocketMessage.Type.TEXT : WebSocketMessage.Type.BINARY, octets, next);
    }

    private boolean end(CoreSubscriber<? super WebSocketMessage> to) {
        if (failure != null) {
            return fail(to, failure);
        }
        if (inbox.ended() || closed) {
            over = true;
            to.onComplete();
        }
        return false;
    }

    private boolean fail(CoreSubscriber<? super WebSocketMessage> to, Throwable thrown) {
        over = true;
        to.onError(thrown);
        return false;
    }
}
