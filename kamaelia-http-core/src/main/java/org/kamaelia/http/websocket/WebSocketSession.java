package org.kamaelia.http.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.ShutdownException;
import org.kamaelia.axon.ThreadInbox;
import org.kamaelia.http.websocket.frame.CloseCode;

/** The two ends of a WebSocket for a handler that may block. Used by one thread at a time. */
public final class WebSocketSession {
    private final ThreadInbox<Message> from;
    private final CrossingOutbox<Message> to;
    private final @Nullable String subprotocol;
    private final BooleanSupplier stopping;
    private volatile int code = CloseCode.NORMAL;
    private volatile String reason = "";

    WebSocketSession(
            ThreadInbox<Message> from,
            CrossingOutbox<Message> to,
            @Nullable String subprotocol,
            BooleanSupplier stopping) {
        this.from = from;
        this.to = to;
        this.subprotocol = subprotocol;
        this.stopping = stopping;
    }

    /** The subprotocol that client and server agreed on; null if there is none. */
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    /**
     * Waits for the next message.
     *
     * @return null once the client has closed, or the server has begun to stop
     * @throws IOException if the connection broke, or was closed here
     */
    public @Nullable Message receive() throws IOException {
        try {
            return from.receive();
        } catch (ShutdownException ended) {
            throw new IOException("The WebSocket has ended", ended);
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
    }

    /**
     * Sends a message. Waits while the client is slow.
     *
     * @throws IOException if the connection has ended
     */
    public void send(Message message) throws IOException {
        if (to.isFinished()) {
            throw new IOException("The WebSocket was closed with " + code);
        }
        try {
            to.send(message);
        } catch (ShutdownException ended) {
            throw new IOException("The WebSocket has ended", ended);
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while waiting for the client");
    }

    /**
     * Closes when all messages have been sent. Only the first call counts.
     *
     * @param closeCode normally 1000, or from 3000 to 4999; see {@link CloseCode}
     * @param closeReason at most 123 bytes in UTF-8
     */
    public void close(int closeCode, String closeReason) {
        WebSocketHandler.check(closeCode, closeReason);
        if (!to.isFinished()) {
            code = closeCode;
            reason = closeReason;
            to.finish();
        }
    }

    /** Whether the server has begun to stop. A handler should then return soon. */
    public boolean isStopping() {
        return stopping.getAsBoolean();
    }

    int closeCode() {
        return code;
    }

    String closeReason() {
        return reason;
    }
}
