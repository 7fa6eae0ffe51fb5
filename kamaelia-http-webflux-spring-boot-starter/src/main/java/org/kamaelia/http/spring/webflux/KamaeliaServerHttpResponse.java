package org.kamaelia.http.spring.webflux;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.loop.FileRegion;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * A response as Spring writes it. Status, fields and cookies are fixed when the application commits the response. A file
 * goes to the socket as a region of the file, without a copy. The application gets it as a {@link ReactiveResponse}.
 */
final class KamaeliaServerHttpResponse extends AbstractServerHttpResponse implements ZeroCopyHttpOutputMessage {
    private final ResponseFlow flow;
    private final LoopExecution loop;
    private int status = HttpStatus.OK.value();

    KamaeliaServerHttpResponse(ResponseFlow flow, LoopExecution loop) {
        super(DefaultDataBufferFactory.sharedInstance);
        this.flow = flow;
        this.loop = loop;
    }

    /** The status that was set; 200 until then. */
    @Override
    public HttpStatusCode getStatusCode() {
        @Nullable HttpStatusCode set = super.getStatusCode();
        return set == null ? HttpStatus.OK : set;
    }

    /**
     * Commits the response and writes its body.
     *
     * @param single whether the body has one buffer at most
     */
    Mono<Void> commitAndWrite(Publisher<? extends DataBuffer> body, boolean single) {
        return doCommit(() -> ResponseWrite.of(flow, loop, body, single));
    }

    /** Commits the response and writes its body, each group of which is flushed. */
    Mono<Void> commitAndWriteGroups(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return doCommit(() -> ResponseWrite.grouped(flow, loop, body));
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
        return ResponseWrite.of(flow, loop, body, body instanceof Mono);
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return ResponseWrite.grouped(flow, loop, body);
    }

    @Override
    public Mono<Void> writeWith(Path file, long position, long count) {
        return doCommit(() -> ResponseWrite.ready(flow, loop, write -> {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            FileRegion region = FileRegion.closing(channel, position, count);
            return new LoopSignals.Signal() {
                @Override
                void run() {
                    flow.file(region, write);
                }

                @Override
                void discard() {
                    region.release();
                }
            };
        }));
    }

    @Override
    protected void applyStatusCode() {
        status = getStatusCode().value();
    }

    @Override
    protected void applyHeaders() {
        // together with the cookies
    }

    @Override
    protected void applyCookies() {
        flow.commit(ResponseHead.of(status, getHeaders(), getCookies().values()));
    }

    /** The response as the server sees it. */
    @Override
    @SuppressWarnings("unchecked")
    public <T> T getNativeResponse() {
        return (T) flow;
    }
}
