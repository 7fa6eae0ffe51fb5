package org.kamaelia.http.websocket;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.websocket.frame.CloseCode;
import org.kamaelia.http.websocket.frame.DeflateAgreement;
import org.kamaelia.http.websocket.frame.FrameEncoder.Kind;
import org.kamaelia.http.websocket.frame.MessageReader;
import org.kamaelia.http.websocket.frame.ProtocolFault;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/**
 * One WebSocket: takes a connection over after the handshake, and passes messages between the client and a handler.
 *
 * <pre>
 *   transport --inbox--> MessageReader --> inbox of the handler
 *   transport <--outbox-- FrameWriter <--messages-- outbox of the handler
 *
 *   OPEN --the handler finishes, idle too long--> CLOSING (Close sent) --Close of the client, or too late--> CLOSED
 *     \--Close of the client, a fault, end of input--> ENDING --all before it is answered, Close sent--> CLOSED
 * </pre>
 *
 * <p>Reads while the handler has room. Pings are answered here; while the client takes nothing, only the latest ping waits
 * (RFC 6455 section 5.5.3). Knows a {@link Transport} and no socket.
 */
final class WebSocketConnection extends Component implements Protocol {
    /** The declaration of the box for the octets of the client. */
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("WebSocketConnection", "inbox", "bytes of the client", 1, IoBuffer::remaining);

    /** The declaration of the box for messages to the client. */
    static final BoxSpec<Message> MESSAGES =
            BoxSpec.of("WebSocketConnection", "messages", "a message to the client", 16, Message::size);

    private static final System.Logger LOG = BackgroundLog.of(WebSocketConnection.class);
    private static final int LIMIT = 48 * 1024; // the limit of the HTTP connection before it, if there was one

    private enum State {
        OPEN,
        ENDING,
        CLOSING,
        CLOSED
    }

    /** The code and the reason of a Close frame. */
    private record End(int code, String reason) {}

    private final WebSocketSettings settings;
    private final boolean streaming;
    private final @Nullable DeflateAgreement agreement;
    private final WebSocketHandler handler;
    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Inbox<Message> messages = new Inbox<>(this, MESSAGES);
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final Outbox<Message> toHandler = new Outbox<>(this, "received");
    private @Nullable Wire wire;
    private State state = State.OPEN;
    private @Nullable End answer; // the Close frame that is sent in ENDING
    private End end = new End(CloseCode.ABNORMAL, "");
    private boolean goingAway; // idle for too long
    private boolean failed; // the handler has sent what cannot be sent
    private boolean draining;
    private int held;

    /**
     * Makes the protocol of one WebSocket.
     *
     * @param streaming whether the handler takes messages in parts
     * @param agreement what was agreed on compression; null for none
     */
    WebSocketConnection(
            WebSocketSettings settings,
            boolean streaming,
            @Nullable DeflateAgreement agreement,
            WebSocketHandler handler) {
        this.settings = settings;
        this.streaming = streaming;
        this.agreement = agreement;
        this.handler = handler;
    }

    @Override
    public void connected(Transport transport) {
        EventLoop loop = transport.loop();
        Bounds bounds = transport.bounds(LIMIT);
        inbox.boundBy(bounds.incoming(), true);
        messages.boundBy(bounds.outgoing(), true);
        handler.fromClient().boundBy(new ByteBound(bounds.incoming().limit(), transport.account()), true);
        wire = Wire.of(transport, outbox, settings, streaming, agreement);
        wire.counters().opened();
        transport.limitSendBuffer(handler.sendBuffer());
        transport.outbox().linkTo(inbox);
        outbox.linkTo(transport.inbox());
        toHandler.linkTo(handler.fromClient());
        handler.toClient().linkTo(messages);
        loop.activate(this, Objects.requireNonNull(transport.group()));
        loop.activate(handler, Objects.requireNonNull(transport.group()));
    }

    @Override
    public void drain() {
        draining = true;
        again();
    }

    @Override
    protected void start() {
        stepAt(wire().pulse().due());
    }

    private Wire wire() {
        return Objects.requireNonNull(wire);
    }

    @Override
    protected void step() {
        if (inbox.shutdown() != null) {
            stop(); // the connection broke
            return;
        }
        receive();
        if (isLive()) {
            tellStopping();
            send();
            settle();
        }
        if (isLive()) {
            account();
            watch();
        }
    }

    private void tellStopping() {
        if (draining && handler.hasStarted()) {
            draining = false;
            handler.tellStopping();
        } else if (draining) {
            again();
        }
    }

    // From the client to the handler.

    private void receive() {
        while (state == State.CLOSING || state == State.OPEN && toHandler.hasRoom()) {
            IoBuffer next = inbox.peek();
            if (next == null) {
                if (inbox.ended()) {
                    inputEnded();
                }
                break;
            }
            read(next);
        }
        if (state == State.ENDING || state == State.CLOSED) {
            inbox.discardAll(); // what follows a Close frame or a fault
        }
    }

    private void read(IoBuffer next) {
        int before = next.remaining();
        wire().pulse().received(now());
        try {
            MessageReader.Event event = wire().reader().read(next.bytes());
            int used = before - next.remaining();
            if (next.remaining() == 0) {
                inbox.poll();
                next.release();
            } else {
                inbox.consumed(used);
            }
            take(event);
        } catch (ProtocolFault fault) {
            fault(fault);
        }
    }

    private void take(MessageReader.Event event) {
        MessageReader reader = wire().reader();
        switch (event) {
            case NOTHING -> {}
            case PONG -> handler.tellPong(reader.payload());
            case PING -> wire().writer().pong(reader.payload(), state == State.OPEN);
            case CLOSE -> clientClosed(reader.closeCode(), reader.closeReason());
            case MESSAGE, PART -> {
                Message message = Message.received(
                        reader.content(), reader.isText(), reader.isFirst(), event == MessageReader.Event.MESSAGE);
                if (state == State.OPEN) {
                    wire().pulse().message(now());
                    wire().counters().received(message.isLast(), message.size());
                    toHandler.send(message);
                }
            }
        }
    }

    /** A Close frame of the client: what it sent before is answered, and then the Close frame is. */
    private void clientClosed(int code, String reason) {
        if (state == State.CLOSING) {
            finish(CloseCause.COMPLETE);
            return;
        }
        toHandler.finish();
        ending(new End(code, ""), new End(code, reason));
    }

    private void fault(ProtocolFault fault) {
        if (state == State.CLOSING) {
            finish(CloseCause.REFUSED);
            return;
        }
        wire().transport().closingBecause(CloseCause.REFUSED);
        End end = new End(fault.code(), fault.reason());
        ending(end, end);
    }

    /** The client has closed its sending side without a Close frame. */
    private void inputEnded() {
        if (state == State.CLOSING) {
            finish(CloseCause.CLIENT);
        } else {
            ending(null, end);
        }
    }

    private void ending(@Nullable End sent, End received) {
        state = State.ENDING;
        answer = sent;
        end = received;
        wire().pulse().closing(now());
    }

    // From the handler to the client.

    private void send() {
        FrameWriter writer = wire().writer();
        while (outbox.hasRoom(FrameWriter.ENTRIES)) {
            if (writer.isInFrame()) {
                writer.goOn();
                if (!writer.isInFrame()) {
                    messages.poll();
                }
            } else if (state != State.CLOSING && writer.sendPong()) {
                continue;
            } else if (wire().pulse().takePing()) {
                writer.control(Kind.PING, new byte[0]);
            } else if (state == State.CLOSING || !sendMessage(writer)) {
                return;
            }
        }
    }

    /** Sends the next message; answers whether there was one. */
    private boolean sendMessage(FrameWriter writer) {
        Message next = messages.peek();
        if (next == null) {
            return false;
        }
        try {
            writer.begin(next);
        } catch (IllegalStateException mistake) {
            LOG.log(System.Logger.Level.ERROR, handler + " has sent messages in a wrong order", mistake);
            messages.poll();
            handler.end(CloseCode.SERVER_ERROR, "");
            failed = true;
            return false;
        }
        if (!next.isControl()) {
            wire().pulse().message(now());
            wire().counters().sent(next.isLast(), next.size());
        }
        if (!writer.isInFrame()) {
            messages.poll();
        }
        return true;
    }

    /** Sends the Close frame when its time has come. */
    private void settle() {
        if (wire().writer().isInFrame() || state == State.CLOSED) {
            return;
        }
        Shutdown gone = messages.shutdown();
        boolean handlerIsDone = gone != null || messages.ended();
        if (state == State.ENDING) {
            if (handlerIsDone || isAnswered()) {
                close(answer);
            }
        } else if (state == State.OPEN) {
            if (gone != null) {
                close(new End(gone.cause() == null && !failed ? CloseCode.NORMAL : CloseCode.SERVER_ERROR, ""));
            } else if (handlerIsDone) {
                close(new End(handler.closeCode(), handler.closeReason()));
            } else if (goingAway && messages.isEmpty()) {
                close(new End(CloseCode.GOING_AWAY, "idle for too long"));
            } else if (messages.control() != null) {
                wire().pulse().closing(now());
            }
        }
    }

    private boolean isAnswered() {
        return toHandler.hasRoom(WebSocketHandler.INBOX.capacity()) && messages.isEmpty() && !handler.isAnswering();
    }

    /** Sends a Close frame, if there is one, as soon as there is room. */
    private void close(@Nullable End sent) {
        wire().pulse().closing(now());
        if (sent != null && !outbox.hasRoom(FrameWriter.ENTRIES)) {
            return;
        }
        if (sent != null) {
            wire().writer().close(sent.code(), sent.reason());
        }
        if (state == State.ENDING) {
            finish(CloseCause.COMPLETE);
        } else if (sent != null) {
            state = State.CLOSING;
            end = sent;
        }
    }

    private void finish(CloseCause cause) {
        state = State.CLOSED;
        wire().transport().closingBecause(cause);
        outbox.finish();
        stop();
    }

    // Time.

    private void watch() {
        Pulse pulse = wire().pulse();
        boolean isAlive = !inbox.isEmpty(); // what it has sent was not looked at
        switch (pulse.look(now(), isAlive)) {
            case WELL -> {
                if (pulse.isSettled()) {
                    handler.forgetRequest();
                }
            }
            case PING -> again();
            case IDLE -> {
                goingAway = true;
                again();
            }
            case GONE -> {
                if (state == State.CLOSING && wire().transport().inbox().isEmpty()) {
                    finish(CloseCause.TIMEOUT); // it has our Close frame, and does not answer it
                    return;
                }
                wire().transport().closingBecause(CloseCause.TIMEOUT);
                outbox.shutdown(new Shutdown("the client did not answer a ping, or a Close frame"));
                stop();
                return;
            }
        }
        if (pulse.isRescheduled()) {
            stepAt(pulse.due());
        }
    }

    /** Counts the memory of the message that is not whole yet, and of the contexts for compression. */
    private void account() {
        int now = wire().reader().held() + wire().writer().held();
        if (now != held) {
            wire().transport().account().add(now - held);
            held = now;
        }
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        state = State.CLOSED;
        wire().reader().end();
        wire().writer().end();
        wire().transport().account().add(-held);
        held = 0;
        int code = failure == null ? end.code() : CloseCode.SERVER_ERROR;
        wire().counters().closed(code);
        handler.end(code, end.reason());
    }

    /** Names the request, for the log message of a watchdog that finds the event loop blocked in this component. */
    @Override
    public String toString() {
        return "the WebSocket of " + handler;
    }
}
