package org.kamaelia.http.spring.webflux;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.websocket.Message;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One publisher of messages to a client. A message is requested when the outbox has room, so at most one waits here. Its
 * payload is released once it was copied. Completes when the last message was handed over to the connection, and when the
 * WebSocket is closed.
 */
final class SentMessages implements CoreSubscriber<WebSocketMessage>, Subscription {
    private final ReactiveWebSocket socket;
    private final CoreSubscriber<? super Void> caller;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Subscription upstream;
    private boolean requested; // the rest is for the loop only
    private @Nullable Message waiting;
    private boolean ended;
    private @Nullable Throwable failure;

    private SentMessages(ReactiveWebSocket socket, CoreSubscriber<? super Void> caller) {
        this.socket = socket;
        this.caller = caller;
    }

    /** Sends the messages of a publisher to each subscriber's WebSocket. */
    static Mono<Void> of(ReactiveWebSocket socket, Publisher<WebSocketMessage> messages) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> caller) {
                SentMessages sent = new SentMessages(socket, caller);
                caller.onSubscribe(sent);
                messages.subscribe(sent);
            }
        };
    }

    // The publisher.

    @Override
    public Context currentContext() {
        return caller.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        if (over.get()) {
            subscription.cancel();
        } else {
            socket.onLoop(() -> socket.begin(this), () -> close(null));
        }
    }

    @Override
    public void onNext(WebSocketMessage next) {
        if (over.get()) {
            DataBufferUtils.release(next.getPayload());
            return;
        }
        Message message;
        try {
            message = message(next);
        } catch (IllegalArgumentException wrong) {
            Objects.requireNonNull(upstream).cancel();
            onError(wrong);
            return;
        }
        socket.onLoop(() -> arrived(message), () -> {});
    }

    @Override
    public void onError(Throwable thrown) {
        socket.onLoop(() -> end(thrown), () -> {});
    }

    @Override
    public void onComplete() {
        socket.onLoop(() -> end(null), () -> {});
    }

    private static Message message(WebSocketMessage from) {
        DataBuffer payload = from.getPayload();
        try {
            if (from.<@Nullable Object>getNativeMessage() instanceof Message received) {
                return received; // sent on as it came, without a copy
            }
            byte[] octets = new byte[payload.readableByteCount()];
            payload.read(octets);
            return switch (from.getType()) {
                case TEXT -> Message.utf8(octets);
                case BINARY -> Message.binary(octets);
                case PING -> Message.ping(octets);
                case PONG -> Message.pong(octets);
            };
        } finally {
            DataBufferUtils.release(payload);
        }
    }

    // On the loop.

    private void arrived(Message message) {
        requested = false;
        waiting = message;
    }

    private void end(@Nullable Throwable thrown) {
        ended = true;
        failure = thrown;
        finishIfSent();
    }

    private void finishIfSent() {
        if (ended && waiting == null) {
            socket.remove(this);
            finish(failure);
        }
    }

    private void finish(@Nullable Throwable thrown) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        if (thrown == null) {
            caller.onComplete();
        } else {
            caller.onError(thrown);
        }
    }

    /**
     * Sends the message that waits, or requests one. Called while the outbox has room.
     *
     * @return whether there is more to do
     */
    boolean advance(Outbox<Message> outbox) {
        Message next = waiting;
        if (next != null) {
            waiting = null;
            outbox.send(next);
            finishIfSent();
            return true;
        }
        if (requested || ended) {
            return false;
        }
        requested = true;
        Objects.requireNonNull(upstream).request(1);
        return waiting != null;
    }

    /** Ends the sending, because the WebSocket is closed. */
    void close(@Nullable Throwable why) {
        Subscription from = upstream;
        if (from != null) {
            from.cancel();
        }
        waiting = null;
        finish(why);
    }

    // The caller.

    @Override
    public void request(long n) {
        // nothing but the end is emitted
    }

    @Override
    public void cancel() {
        if (over.compareAndSet(false, true)) {
            Subscription from = upstream;
            if (from != null) {
                from.cancel();
            }
            socket.onLoop(() -> socket.remove(this), () -> {});
        }
    }
}
