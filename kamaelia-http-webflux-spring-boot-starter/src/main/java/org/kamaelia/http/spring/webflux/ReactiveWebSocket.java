package org.kamaelia.http.spring.webflux;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.websocket.frame.CloseCode;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.CoreSubscriber;

/**
 * One WebSocket of a {@link WebSocketHandler} of Spring.
 *
 * <pre>
 *   inbox  --&gt; {@link ReceivedMessages} --&gt; receive() of the session     polled when requested
 *   outbox &lt;-- {@link SentMessages}     &lt;-- send() of the session        requested when the outbox has room
 * </pre>
 *
 * <p>The handler is called on the event loop, and its signals are handled there. The connection closes with 1000 when the
 * Mono of the handler completes, and with 1011 when it fails. When the client closes, receive() and send() complete, and
 * the handler has a second to send its last messages. When the connection breaks, both fail and the handler is cancelled.
 */
final class ReactiveWebSocket extends org.kamaelia.http.websocket.WebSocketHandler
        implements LoopExecution, CoreSubscriber<Void> {
    private static final Log LOG = LogFactory.getLog(KamaeliaRequestUpgradeStrategy.class);

    /** How long the handler may send after the client has closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final WebSocketHandler application;
    private final ReactiveSession session;
    private final ReceivedMessages received = new ReceivedMessages(inbox, this);
    private final List<SentMessages> sending = new ArrayList<>(1);
    private final LoopSignals signals = new LoopSignals();
    private volatile @Nullable Thread loopThread;
    private volatile @Nullable Subscription chain;
    private volatile boolean over; // closed by the handler, or ended
    private boolean chainOver;
    private boolean advancing;
    private boolean leaving; // the client has closed
    private long patientUntil;

    ReactiveWebSocket(WebSocketHandler application, HandshakeInfo info, DataBufferFactory buffers) {
        this.application = application;
        this.session = new ReactiveSession(this, received, info, buffers);
    }

    /** Whether messages can still be sent. */
    boolean isOpen() {
        return !over;
    }

    // The component.

    @Override
    protected void start() {
        loopThread = Thread.currentThread();
        try {
            application.handle(session).subscribe(this);
        } catch (RuntimeException | Error thrown) {
            failed(thrown);
        }
    }

    @Override
    protected void step() {
        signals.handle();
        received.emit();
        advance();
        if (leaving && now() - patientUntil >= 0) {
            end(CloseCode.NORMAL, "");
        } else if (!leaving && received.hasClientClosed()) {
            leaving = true;
            patientUntil = now() + PATIENCE.toNanos();
            stepAt(patientUntil);
        }
    }

    @Override
    protected void pong(byte[] payload) {
        received.pong(payload);
    }

    /** The handler may still answer what it has received. */
    @Override
    protected boolean isAnswering() {
        return !outbox.isFinished();
    }

    @Override
    protected void stopping() {
        end(CloseCode.GOING_AWAY, "");
    }

    @Override
    protected void closed(int closeCode, String closeReason) {
        over = true;
        boolean broken = closeCode == CloseCode.ABNORMAL;
        IOException failure = broken ? new IOException("The connection of the WebSocket broke") : null;
        received.close(failure);
        endSending(failure);
        session.ended(broken ? null : new CloseStatus(closeCode, closeReason.isEmpty() ? null : closeReason));
        signals.close();
        Subscription running = chain;
        if (!chainOver && running != null && (broken || closeCode == CloseCode.SERVER_ERROR)) {
            running.cancel();
        }
    }

    // What the session asks for, on the loop.

    /** Closes after what was sent. Only the first call counts. */
    void end(int code, String reason) {
        if (!over) {
            close(code, reason);
            over = true;
            endSending(null);
        }
    }

    private void endSending(@Nullable Throwable failure) {
        List<SentMessages> all = List.copyOf(sending);
        sending.clear();
        all.forEach(one -> one.close(failure));
    }

    void begin(SentMessages one) {
        if (over) {
            one.close(null);
        } else {
            sending.add(one);
        }
    }

    void remove(SentMessages one) {
        sending.remove(one);
    }

    /** Requests messages and sends them, as far as there is room, from each publisher in turn. */
    private void advance() {
        if (advancing) {
            return; // what comes from within request() is handled by the loop below
        }
        advancing = true;
        try {
            boolean again = true;
            while (again) {
                again = false;
                for (int i = 0; i < sending.size(); i++) {
                    again |= !over && outbox.hasRoom() && sending.get(i).advance(outbox);
                }
            }
        } finally {
            advancing = false;
        }
    }

    // The chain of the handler.

    @Override
    public void onSubscribe(Subscription subscription) {
        chain = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void nothing) {
        // a chain emits its end only
    }

    @Override
    public void onComplete() {
        onLoop(this::completed, () -> {});
    }

    @Override
    public void onError(Throwable thrown) {
        onLoop(() -> failed(thrown), () -> {});
    }

    private void completed() {
        chainOver = true;
        end(CloseCode.NORMAL, "");
    }

    private void failed(Throwable thrown) {
        chainOver = true;
        if (!over) {
            LOG.warn("The handler of " + this + " failed: " + thrown);
            LOG.debug("The handler of " + this + " failed", thrown);
        }
        end(CloseCode.SERVER_ERROR, "");
    }

    // The event loop.

    /**
     * Runs a signal on the loop, at once if the caller is there.
     *
     * @param otherwise runs instead if the WebSocket has ended
     */
    void onLoop(Runnable signal, Runnable otherwise) {
        if (enter()) {
            signal.run();
            leave();
        } else {
            cross(signal, otherwise);
        }
    }

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
        advance();
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
