package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.axon.Signal;
import org.kamaelia.axon.ThreadBridge;

/** Runs a {@link BlockingHandler} on a thread of its own; on the loop it only carries messages to and fro. */
final class ThreadedHandler extends Handler {
    /** Messages under way between the loop and the thread, each way; a part is at most 8 KiB. */
    private static final int MESSAGES = 2;

    private final Executor executor;
    private final BlockingHandler handler;
    private final long maxBody;
    private volatile boolean stopping;
    private final ThreadBridge<ByteBuffer, ResponsePart> bridge =
            new ThreadBridge<>(this, MESSAGES, ThreadedHandler::copy);

    ThreadedHandler(Executor executor, BlockingHandler handler) {
        this(executor, handler, -1);
    }

    /**
     * A handler with a limit of its own.
     *
     * @param maxBody as {@link Handler#maxBody()}
     */
    ThreadedHandler(Executor executor, BlockingHandler handler, long maxBody) {
        this.executor = executor;
        this.handler = handler;
        this.maxBody = maxBody;
    }

    @Override
    protected long maxBody() {
        return maxBody;
    }

    /** The threads of blocking handlers that were given none of their own. */
    static Executor executorFor(Request request) {
        Executor own = request.support().blocking();
        return own != null ? own : Shared.EXECUTOR;
    }

    private static final class Shared {
        static final Executor EXECUTOR = new BoundedExecutor("kamaelia-blocking-", 1024, 1024);
    }

    private static ByteBuffer copy(ByteBuffer lent) {
        return ByteBuffer.allocate(lent.remaining()).put(lent).flip();
    }

    @Override
    protected void start() {
        try {
            bridge.start(executor, this::handle);
        } catch (RejectedExecutionException tooMany) {
            throw Unavailable.tooManyWaiting();
        }
    }

    private void handle() throws Exception {
        try (RequestStream in = new RequestStream(bridge)) {
            ResponseStream out = new ResponseStream(bridge, () -> stopping);
            handle(in, out);
            if (!out.hasBegun()) {
                throw new IllegalStateException(
                        "The handler returned without a response; it calls begin() or respond()");
            }
            out.close();
        }
    }

    private void handle(RequestStream in, ResponseStream out) throws Exception {
        RequestScope.Open open = RequestScope.open(request().scope());
        try {
            handler.handle(request(), in, out);
        } finally {
            open.close();
        }
    }

    @Override
    protected void step() throws Exception {
        if (outbox.isFinished()) {
            return;
        }
        Signal end = bridge.pump(inbox, outbox);
        if (end instanceof Shutdown shutdown) {
            throw HandlerFailure.of("The blocking handler failed", shutdown.cause());
        }
        if (end != null) {
            finish();
        }
    }

    @Override
    protected void stopping() {
        stopping = true;
    }

    /** Once the answer is complete the thread may do what it likes, but for reading and writing; else it is interrupted. */
    @Override
    void ended(CloseReason how, @Nullable Throwable failure) {
        boolean answered = how == CloseReason.FINISHED || how == CloseReason.UNWANTED;
        bridge.shutdown(new Shutdown("the request has ended: " + how), !answered);
    }
}
