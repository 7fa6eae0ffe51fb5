package org.kamaelia.http.spring.webflux;

import java.nio.file.Path;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;

/**
 * The response that the application gets. Its writes begin as {@link DeferredWrite} says, in place of the operator of
 * Spring's base class, which loses the first buffer when another thread cancels the write before that buffer has come.
 */
final class ReactiveResponse extends ServerHttpResponseDecorator implements ZeroCopyHttpOutputMessage {
    private final KamaeliaServerHttpResponse response;

    ReactiveResponse(KamaeliaServerHttpResponse response) {
        super(response);
        this.response = response;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        boolean single = body instanceof Mono;
        Mono<Void> written =
                forgetOnError(new DeferredWrite<>(body, single, begun -> response.commitAndWrite(begun, single)));
        return single ? written.doOnDiscard(DataBuffer.class, DataBufferUtils::release) : written;
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return forgetOnError(
                new DeferredWrite<Publisher<? extends DataBuffer>>(body, false, response::commitAndWriteGroups));
    }

    @Override
    public Mono<Void> writeWith(Path file, long position, long count) {
        return response.writeWith(file, position, count);
    }

    /** An error has a body of its own: the fields of the body that has failed do not describe it. */
    private Mono<Void> forgetOnError(Mono<Void> written) {
        return written.doOnError(thrown -> getHeaders().clearContentHeaders());
    }
}
