package org.kamaelia.http.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Surrounding;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.websocket.frame.CloseCode;

/**
 * The component that talks with one client over a WebSocket, step by step.
 *
 * <pre>{@code
 * class Echo extends WebSocketHandler {
 *     protected void step() {
 *         for (Message next; outbox.hasRoom() && (next = inbox.poll()) != null; ) outbox.send(next);
 *     }
 * }
 * }</pre>
 *
 * <p>A handler runs on the event loop of its connection and must not block. It is stepped when a message arrives, when
 * room appears after {@code outbox.hasRoom()} returned false, when its timer is due, and after {@link #wake()}. If it does
 * not poll, flow control of TCP stops the client. Both boxes are bounded in messages and in bytes; a message that is
 * larger than the bound passes alone.
 *
 * <p>The connection closes when the handler calls {@link #finish()} or {@link #close}, after the messages that were sent
 * before; and when the client closes, after the handler has polled all messages. An exception closes it with 1011.
 */
public abstract class WebSocketHandler extends Component {
    /** The declaration of the inbox. */
    static final BoxSpec<Message> INBOX =
            BoxSpec.of("WebSocketHandler", "inbox", "a message of the client", 16, Message::size);

    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final int LONGEST_REASON = 123;

    /** Receives the messages; {@code inbox.ended()} is true once the client has closed and all were polled. */
    protected final Inbox<Message> inbox;

    /** Sends messages. */
    protected final Outbox<Message> outbox;

    private @Nullable Request request;
    private @Nullable RequestScope scope;
    private @Nullable String subprotocol;
    private int code = CloseCode.NORMAL;
    private String reason = "";
    private int endCode = CloseCode.ABNORMAL;
    private String endReason = "";

    /** For subclasses. */
    protected WebSocketHandler() {
        inbox = new Inbox<>(this, INBOX);
        outbox = new Outbox<>(this, "outbox");
    }

    /** The request that opened the WebSocket. Throws {@link IllegalStateException} in the constructor. */
    protected final Request request() {
        if (request == null) {
            throw new IllegalStateException("The handler has no request yet; use start() instead of the constructor");
        }
        return request;
    }

    /** The subprotocol that client and server agreed on; null if there is none. */
    protected final @Nullable String subprotocol() {
        return subprotocol;
    }

    /** Closes with 1000 when all messages have been sent. Later calls do nothing. */
    protected final void finish() {
        outbox.finish();
    }

    /**
     * Closes when all messages have been sent. Only the first call counts.
     *
     * @param closeCode see {@link CloseCode}: a code that may be sent, normally 1000, or from 3000 to 4999
     * @param closeReason at most 123 bytes in UTF-8
     * @throws IllegalArgumentException if the code or the reason cannot be sent
     */
    protected final void close(int closeCode, String closeReason) {
        check(closeCode, closeReason);
        if (!outbox.isFinished()) {
            code = closeCode;
            reason = closeReason;
            outbox.finish();
        }
    }

    static void check(int closeCode, String closeReason) {
        if (!CloseCode.mayBeSent(closeCode)) {
            throw new IllegalArgumentException("A Close frame cannot have the code " + closeCode
                    + "; use 1000, another code of RFC 6455 section 7.4.1, or one from 3000 to 4999");
        }
        if (closeReason.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            throw new IllegalArgumentException("The reason of a Close frame has at most 123 bytes in UTF-8");
        }
    }

    /**
     * Called when the server begins to stop. Closes with 1001, unless overridden. A handler that overrides it may finish
     * its work first; the server cuts the connection when the grace period of the stop is over. Called at most once,
     * between two steps.
     */
    protected void stopping() throws Exception {
        close(CloseCode.GOING_AWAY, "");
    }

    /**
     * Called exactly once after the last step, for every kind of end. Does nothing, unless overridden.
     *
     * @param closeCode the code of the client if it closed, otherwise ours; 1005 for a Close frame without a code, 1006 for
     *     a connection that broke
     * @param closeReason the reason beside that code; empty if there is none
     */
    protected void closed(int closeCode, String closeReason) {}

    /**
     * Called for each pong of the client while the connection is open, between two steps. Does nothing, unless overridden.
     *
     * @param payload that of the ping, if the pong answers one; see {@link Message#ping}
     */
    protected void pong(byte[] payload) throws Exception {}

    /**
     * Whether messages that were polled are still being answered. When the client has closed, its Close frame is answered
     * after that, or when the handler finishes, but at the latest after the time for a close. False unless overridden.
     */
    protected boolean isAnswering() {
        return false;
    }

    /**
     * The most bytes that the kernel should hold for the client, in about; 0 leaves it to the kernel, which may hold
     * megabytes. Less shows earlier that a client is slow, and less that is out of date waits in front of a new message.
     * But it also bounds what can be sent in one round trip. Asked once, before {@link #start()}. 0, unless overridden.
     */
    protected int sendBuffer() {
        return 0;
    }

    /** Whether the handler, or the function that it calls, may ask for the request after {@link #start()}. */
    boolean needsRequest() {
        return true;
    }

    @Override
    protected final Surrounding surrounding() {
        return Objects.requireNonNull(scope);
    }

    @Override
    protected final void stopped(@Nullable Throwable failure) {
        RequestScope.Open open = RequestScope.open(scope);
        try {
            closed(failure == null ? endCode : CloseCode.SERVER_ERROR, endReason);
        } finally {
            open.close();
        }
    }

    // Methods for the connection.

    final void serve(Request opened, @Nullable String agreed) {
        request = opened;
        subprotocol = agreed;
        scope = ACCESS.scope(opened);
        surrounded(scope != null);
    }

    final Inbox<Message> fromClient() {
        return inbox;
    }

    final Outbox<Message> toClient() {
        return outbox;
    }

    /** The code with which the handler closes. */
    final int closeCode() {
        return code;
    }

    /** The reason beside that code. */
    final String closeReason() {
        return reason;
    }

    final void tellStopping() {
        within(this, this::stopping);
    }

    final void tellPong(byte[] payload) {
        if (hasStarted() && isLive()) {
            within(this, () -> pong(payload));
        }
    }

    /** Lets go of the request, which is larger than all that an idle WebSocket needs, if nobody will ask for it. */
    final void forgetRequest() {
        if (!needsRequest() && hasStarted()) {
            request = null;
        }
    }

    /** Ends the handler if it is live. */
    final void end(int closeCode, String closeReason) {
        if (isLive()) {
            endCode = closeCode;
            endReason = closeReason;
            stop();
        }
    }

    /** Returns the class of the handler and its request, for log messages. */
    @Override
    public String toString() {
        String name = getClass().getSimpleName();
        return (name.isEmpty() ? getClass().getName() : name) + (request == null ? "" : " of " + request);
    }
}
