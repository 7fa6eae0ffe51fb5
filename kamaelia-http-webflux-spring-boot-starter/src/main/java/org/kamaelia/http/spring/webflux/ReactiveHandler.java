package org.kamaelia.http.spring.webflux;

import java.net.URI;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * One request to an {@link HttpHandler}.
 *
 * <pre>
 *   inbox --> {@link RequestBody} --> HttpHandler --> {@link ResponseWrite} --> {@link ResponseFlow} --> outbox
 *                                 `--> end of its chain ----------------^
 * </pre>
 *
 * <p>The chain of the application is subscribed to on the event loop, and its signals are handled there: at once if they
 * come on the loop, and through {@link LoopSignals} otherwise. A client that has gone cancels the chain. A chain that
 * fails gives 500, and breaks the connection after the first part. A chain goes on after its response is complete.
 */
final class ReactiveHandler extends Handler implements LoopExecution, ResponseParts, CoreSubscriber<Void> {
    private static final Log LOG = LogFactory.getLog(KamaeliaHttpHandlerAdapter.class);

    /** How long a chain may go on without a part of its response when the client has closed its sending side. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final HttpHandler handler;
    private final Request request;
    private final URI uri;
    private final Thread loopThread = Thread.currentThread();
    private final LoopSignals signals = new LoopSignals();
    private final ResponseFlow flow;
    private final KamaeliaServerHttpResponse response;
    private final @Nullable RequestBody body;
    private volatile @Nullable Subscription chain;
    private volatile boolean closed;
    private boolean chainOver;
    private boolean silent; // the client has closed its sending side
    private boolean hasSent; // since the last look at that client
    private long nextLook;

    ReactiveHandler(HttpHandler handler, Request request, URI uri) {
        this.handler = handler;
        this.request = request;
        this.uri = uri;
        this.flow = new ResponseFlow(this, request.method().equals("HEAD"));
        this.response = new KamaeliaServerHttpResponse(flow, this);
        this.body = request.hasBody() ? new RequestBody(inbox, this) : null;
    }

    /**
     * Calls the application in the factory of this handler.
     *
     * @return the whole response; null if it has to be sent in steps
     */
    @Nullable
    Response handleNow() {
        call();
        Response whole = flow.takeWhole();
        if (whole != null) {
            signals.close();
        }
        return whole;
    }

    private void call() {
        Flux<DataBuffer> content = body == null ? Flux.empty() : body;
        ServerHttpResponse plain = new ReactiveResponse(response);
        ServerHttpResponse to = request.method().equals("HEAD") ? new HttpHeadResponseDecorator(plain) : plain;
        try {
            handler.handle(new KamaeliaServerHttpRequest(request, uri, content), to)
                    .subscribe(this);
        } catch (RuntimeException | Error thrown) {
            flow.chainFailed(thrown);
        }
        flow.advance();
    }

    // The handler.

    @Override
    protected void start() {
        if (body != null) {
            call();
        }
    }

    @Override
    protected void step() throws Exception {
        signals.handle();
        if (body != null) {
            body.emit();
        }
        flow.advance();
        Throwable failure = flow.failure();
        if (failure != null) {
            throw failed(failure);
        }
        if (silent && !flow.isComplete() && now() - nextLook >= 0) {
            look();
        }
    }

    private Exception failed(Throwable failure) {
        if (flow.hasSentHead() && !(failure instanceof BrokenOffException)) {
            LOG.warn("The response to " + request + " broke off: " + failure);
            LOG.debug("The response to " + request + " broke off", failure);
            return new BrokenOffException("The response broke off", failure);
        }
        return failure instanceof Exception exception ? exception : new IllegalStateException(failure);
    }

    /** An event stream ends when the server stops, between two events: its client comes back to another server. */
    @Override
    protected void stopping() {
        flow.endStream();
        wake();
    }

    @Override
    protected void inputEnded() {
        if (flow.isEventStream()) {
            throw new BrokenOffException("The client has gone", null);
        }
        silent = true;
        lookAgain();
    }

    private void lookAgain() {
        hasSent = false;
        nextLook = now() + PATIENCE.toNanos();
        stepAt(nextLook);
    }

    /**
     * Most clients that close their sending side have gone, and some wait for the response. Only what is sent shows the
     * difference, so a chain that sends nothing for a while is cancelled.
     */
    private void look() {
        if (hasSent || !outbox.hasRoom()) {
            lookAgain();
        } else if (flow.hasSentHead()) {
            throw new BrokenOffException("The client has gone", null);
        } else {
            throw new StatusException(408, "The client closed its side of the connection, and no response was ready");
        }
    }

    @Override
    protected void closed(CloseReason how) {
        closed = true;
        boolean complete = how == CloseReason.FINISHED || how == CloseReason.UNWANTED;
        Subscription running = chain;
        if (!complete && !chainOver && running != null) {
            running.cancel();
        }
        flow.close(complete);
        signals.close();
        if (body != null) {
            body.close(complete ? "The response is complete" : "The client has gone");
        }
    }

    // The chain.

    @Override
    public void onSubscribe(Subscription subscription) {
        chain = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(Void nothing) {
        // a chain emits its end only
    }

    @Override
    public void onComplete() {
        if (enter()) {
            chainEnded();
            leave();
        } else {
            cross(this::chainEnded);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        if (enter()) {
            chainFailed(thrown);
            leave();
        } else {
            cross(() -> chainFailed(thrown));
        }
    }

    private void chainFailed(Throwable thrown) {
        chainOver = true;
        flow.chainFailed(thrown);
    }

    private void chainEnded() {
        chainOver = true;
        if (flow.isCommitted() || closed) {
            flow.chainEnded();
        } else {
            response.setComplete().subscribe(new Commit());
        }
    }

    /** Commits the response of an application that has not done so itself. */
    private final class Commit extends BaseSubscriber<Void> {
        @Override
        protected void hookOnComplete() {
            if (enter()) {
                committed();
                leave();
            } else {
                cross(this::committed);
            }
        }

        private void committed() {
            if (flow.isCommitted()) {
                flow.chainEnded();
            } else {
                flow.chainFailed(
                        new IllegalStateException("The application has ended while it committed the response"));
            }
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            ReactiveHandler.this.onError(thrown);
        }
    }

    // The outbox.

    @Override
    public boolean hasRoom(int count) {
        return outbox.hasRoom(count);
    }

    @Override
    public void send(ResponsePart part) {
        hasSent = true;
        outbox.send(part);
    }

    @Override
    public void end() {
        outbox.finish();
    }

    // The event loop.

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == loopThread;
    }

    @Override
    public boolean enter() {
        if (!inLoop()) {
            return false;
        }
        signals.handle();
        return true;
    }

    @Override
    public void leave() {
        flow.advance();
        if (flow.failure() != null) {
            wake(); // the step fails the handler
        }
    }

    @Override
    public void cross(LoopSignals.Signal signal) {
        if (signals.add(signal)) {
            wake();
        }
    }

    @Override
    public void wakeUp() {
        wake();
    }
}
