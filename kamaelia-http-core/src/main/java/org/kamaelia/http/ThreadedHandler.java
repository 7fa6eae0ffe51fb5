package org.kamaelia.http;

import java.nio.ByteBuffer;
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
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.net.transport.ClientKey;

/**
 * Runs a {@link BlockingHandler} on its own thread. On the event loop this component only passes messages in both
 * directions.
 *
 * <pre>
 *   inbox  --copy--> chunks --> RequestStream  |  the thread
 *   outbox &lt;-------- parts  &lt;-- ResponseStream |
 * </pre>
 */
final class ThreadedHandler extends Handler {
    private static final BoxSpec<ByteBuffer> CHUNKS =
            BoxSpec.of("ThreadedHandler", "chunks", "a chunk of the request body", 2, ByteBuffer::remaining);
    private static final BoxSpec<ResponsePart> PARTS =
            BoxSpec.of("ThreadedHandler", "parts", "a part of the response", 16, ResponsePart::size);

    private final BlockingOptions options;
    private final BlockingHandler handler;
    private boolean begun;
    private volatile boolean stopping;
    private final Outbox<ByteBuffer> body = new Outbox<>(this, "body");
    private final ThreadInbox<ByteBuffer> chunks = new ThreadInbox<>(this, CHUNKS);
    private final CrossingInbox<ResponsePart> parts = new CrossingInbox<>(this, PARTS, 2 * ResponseStream.PART);
    private final CrossingOutbox<ResponsePart> out = new CrossingOutbox<>(parts);
    private final ThreadedWork work = new ThreadedWork(chunks, out);

    ThreadedHandler(BlockingOptions options, BlockingHandler handler) {
        this.options = options;
        this.handler = handler;
        body.linkTo(chunks);
    }

    @Override
    protected long maxBody() {
        return options.maxBody();
    }

    private static final class Shared {
        private static final int PLACES = 1_024;
        static final Executor EXECUTOR = new BoundedExecutor("kamaelia-blocking-", PLACES, PLACES)
                .each(BoundedExecutor.FAIR_SHARE, BoundedExecutor.FAIR_SHARE);
    }

    /** The given executor, else the executor of the server, else the executor that is shared in this JVM. */
    static Executor executor(@Nullable Executor given, Request request) {
        Executor own = given != null ? given : request.support().blocking();
        return own != null ? own : Shared.EXECUTOR;
    }

    @Override
    protected void start() {
        beginIfUseful();
    }

    /**
     * Takes a thread. Where half of the threads are taken already, that is not before there is something to do: input to
     * read, the end of the body, or a client that waits for 100. So clients that do not begin their bodies hold no thread.
     */
    private void beginIfUseful() {
        if (begun) {
            return;
        }
        Executor executor = executor(options.executor(), request());
        boolean scarce = executor instanceof BoundedExecutor bounded && !bounded.hasPlenty();
        if (inbox.isEmpty() && inbox.control() == null && !awaitsContinue() && scarce) {
            return;
        }
        begun = true;
        try {
            Object client = ClientKey.object(ClientKey.of(request().remoteAddress()));
            work.start(executor, this::handle, request().scope(), client);
        } catch (RejectedExecutionException tooMany) {
            throw Unavailable.tooManyWaiting();
        }
    }

    private boolean awaitsContinue() {
        return ServerAccess.get().head(request()).expectsContinue();
    }

    /** Runs on the thread. */
    private void handle() throws Exception {
        try (RequestStream in = new RequestStream(chunks)) {
            ResponseStream response = new ResponseStream(out, () -> stopping);
            handle(in, response);
            if (!response.hasBegun()) {
                throw new IllegalStateException(
                        "The handler returned without a response; it must call begin() or respond()");
            }
            response.end();
        }
    }

    private void handle(RequestStream in, ResponseStream response) throws Exception {
        RequestScope.Open open = RequestScope.open(request().scope());
        try {
            handler.handle(request(), in, response);
        } finally {
            open.close();
        }
    }

    @Override
    protected void step() throws Exception {
        if (outbox.isFinished()) {
            return;
        }
        beginIfUseful();
        if (chunks.isAsked()) { // not before, so that 100 is sent only if the thread reads the body
            passBody(body);
            askForBody();
        }
        while (!parts.isEmpty() && outbox.hasRoom()) {
            outbox.send(Objects.requireNonNull(parts.poll()));
        }
        Throwable failure = parts.control() == null ? null : work.failure();
        if (failure != null) {
            throw HandlerFailure.of("The blocking handler failed", failure);
        }
        if (parts.ended()) {
            finish();
        }
    }

    @Override
    protected void stopping() {
        stopping = true;
    }

    /** After a complete response the thread is never interrupted. It may continue, but its streams throw. */
    @Override
    void ended(CloseReason how, @Nullable Throwable failure) {
        boolean answered = how == CloseReason.FINISHED || how == CloseReason.UNWANTED;
        work.end(options.interrupting() && !answered);
    }
}
