package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.util.ObjectUtils;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * What a handler of Spring sees of a WebSocket. Its methods may be called on any thread, and send() several times: a
 * message of each publisher is sent in turn.
 */
final class ReactiveSession extends AbstractWebSocketSession<ReactiveWebSocket> {
    private final ReceivedMessages received;
    private final Sinks.One<CloseStatus> status = Sinks.one();

    ReactiveSession(
            ReactiveWebSocket socket, ReceivedMessages received, HandshakeInfo info, DataBufferFactory buffers) {
        super(socket, ObjectUtils.getIdentityHexString(socket), info, buffers);
        this.received = received;
    }

    @Override
    public Flux<WebSocketMessage> receive() {
        return received;
    }

    @Override
    public Mono<Void> send(Publisher<WebSocketMessage> messages) {
        return SentMessages.of(getDelegate(), messages);
    }

    @Override
    public boolean isOpen() {
        return getDelegate().isOpen();
    }

    /** Closes after the messages that were sent. Fails if a Close frame cannot have this status. */
    @Override
    public Mono<Void> close(CloseStatus with) {
        return Mono.create(caller -> getDelegate().onLoop(() -> end(with, caller), caller::success));
    }

    private void end(CloseStatus with, MonoSink<Void> caller) {
        String reason = with.getReason();
        try {
            getDelegate().end(with.getCode(), reason == null ? "" : reason);
        } catch (IllegalArgumentException cannotBeSent) {
            caller.error(cannotBeSent);
            return;
        }
        caller.success();
    }

    @Override
    public Mono<CloseStatus> closeStatus() {
        return status.asMono();
    }

    void ended(@Nullable CloseStatus with) {
        if (with == null) {
            status.tryEmitEmpty();
        } else {
            status.tryEmitValue(with);
        }
    }
}
