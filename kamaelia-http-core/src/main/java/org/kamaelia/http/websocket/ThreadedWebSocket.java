package org.kamaelia.http.websocket;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.CrossingInbox;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.ThreadInbox;
import org.kamaelia.axon.ThreadedWork;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.websocket.frame.CloseCode;

/**
 * Runs a {@link BlockingWebSocket} on its own thread. On the event loop this component only passes messages on.
 *
 * <pre>
 *   inbox  --received--> WebSocketSession.receive()  |  the thread
 *   outbox <---sent----- WebSocketSession.send()     |
 * </pre>
 */
final class ThreadedWebSocket extends WebSocketHandler {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final BoxSpec<Message> RECEIVED =
            BoxSpec.of("ThreadedWebSocket", "received", "a message of the client", 4, Message::size);
    private static final BoxSpec<Message> SENT =
            BoxSpec.of("ThreadedWebSocket", "sent", "a message to the client", 16, Message::size);
    private static final int SENT_BYTES = 16 * 1024;

    private static final class Shared {
        static final Executor EXECUTOR = new BoundedExecutor("kamaelia-websocket-", 1024, 1024);
    }

    private final BlockingWebSocket handler;
    private final @Nullable Executor executor;
    private final Outbox<Message> toThread = new Outbox<>(this, "toThread");
    private final ThreadInbox<Message> received = new ThreadInbox<>(this, RECEIVED);
    private final CrossingInbox<Message> sent = new CrossingInbox<>(this, SENT, SENT_BYTES);
    private final CrossingOutbox<Message> out = new CrossingOutbox<>(sent);
    private final ThreadedWork work = new ThreadedWork(received, out);
    private volatile boolean stopping;
    private @Nullable WebSocketSession session;

    ThreadedWebSocket(BlockingWebSocket handler, @Nullable Executor executor) {
        this.handler = handler;
        this.executor = executor;
        toThread.linkTo(received);
    }

    @Override
    protected void start() {
        session = new WebSocketSession(received, out, subprotocol(), () -> stopping);
        try {
            work.start(executor != null ? executor : Shared.EXECUTOR, this::handle);
        } catch (RejectedExecutionException tooMany) {
            close(CloseCode.TRY_AGAIN_LATER, "too many connections");
        }
    }

    /** Runs on the thread. */
    private void handle() throws Exception {
        RequestScope.Open open = RequestScope.open(ACCESS.scope(request()));
        try {
            handler.handle(request(), Objects.requireNonNull(session));
        } finally {
            open.close();
        }
    }

    @Override
    protected void step() throws Exception {
        if (outbox.isFinished()) {
            return;
        }
        while (!toThread.isFinished() && !inbox.isEmpty() && toThread.hasRoom()) {
            toThread.send(Objects.requireNonNull(inbox.poll()));
        }
        if (inbox.ended()) {
            toThread.finish();
        }
        while (!sent.isEmpty() && outbox.hasRoom()) {
            outbox.send(Objects.requireNonNull(sent.poll()));
        }
        Throwable failure = sent.control() == null ? null : work.failure();
        if (failure instanceof Exception exception) {
            throw exception;
        } else if (failure != null) {
            throw new IllegalStateException("The blocking handler failed", failure);
        }
        if (sent.ended()) {
            WebSocketSession own = Objects.requireNonNull(session);
            boolean byStop = stopping && own.closeCode() == CloseCode.NORMAL;
            close(byStop ? CloseCode.GOING_AWAY : own.closeCode(), own.closeReason());
        }
    }

    /** The thread may still answer what it has received, until it returns. */
    @Override
    protected boolean isAnswering() {
        return !outbox.isFinished();
    }

    /** The thread receives what is on its way to it, and then the end. */
    @Override
    protected void stopping() {
        stopping = true;
        toThread.finish();
    }

    @Override
    protected void closed(int closeCode, String closeReason) {
        work.end(false);
    }
}
