package org.kamaelia.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;

/**
 * TLS 1.2 and 1.3 as a component between a socket and a protocol (RFC 8446, RFC 5246), over the JDK's engine.
 *
 * <pre>
 *   ConnectedSocket --records--> inbox  [unwrap]  outbox --plain bytes--> Protocol
 *   ConnectedSocket &lt;--records-- sealed [ wrap ]  plain  &lt;--plain bytes-- Protocol
 * </pre>
 *
 * <p>Backpressure passes through: nothing is unwrapped while the protocol has no room, and nothing is wrapped until the
 * socket has written what was wrapped before, so at most one buffer of records waits in either direction. What the
 * engine wants to compute at length runs on other threads meanwhile.
 *
 * <p>The end is told from a truncation: {@code close_notify} from the client gives {@code ProducerFinished}, the end of
 * the connection without it gives {@code Shutdown} (RFC 8446 section 6.1); our own end sends {@code close_notify}. There
 * is no renegotiation: TLS 1.3 has none, and a second handshake within TLS 1.2 closes the connection.
 */
final class Tls extends Component implements Transport {
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("Tls", "inbox", "records from the client", 1, IoBuffer::remaining);
    static final BoxSpec<IoBuffer> PLAIN = BoxSpec.of("Tls", "plain", "bytes to be sealed", 64, IoBuffer::remaining);

    private static final System.Logger LOG = BackgroundLog.of(SimpleServer.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Bytes unwrapped at once: three full records, which leave room for what is read meanwhile within the same bound. */
    private static final int UNWRAPPED = 3 * 16 * 1024 + 256;

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Inbox<IoBuffer> plain = new Inbox<>(this, PLAIN);
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final Outbox<IoBuffer> sealed = new Outbox<>(this, "sealed");
    private final TlsRecords records;
    private final TlsRules rules = new TlsRules();
    private final TlsSource source;
    private final ConnectedSocket socket;
    private final SSLEngine engine;
    private final TlsTasks tasks;
    private final long handshakeNanos;
    private @Nullable SSLSession session; // once the handshake is complete
    private boolean inputEnded;
    private boolean refused;
    private long deadline;

    private Tls(ConnectedSocket socket, TlsSetup setup) {
        this.socket = socket;
        this.records = new TlsRecords(inbox, socket.account());
        this.engine = setup.newEngine();
        this.source = new TlsSource(plain, socket.loop().sealBuffers());
        this.tasks = new TlsTasks(engine, socket.loop(), this::again);
        this.handshakeNanos = setup.handshake().toNanos();
    }

    /** Speaks TLS on a socket from now on; what is inside is the transport of the protocol. */
    static Transport over(ConnectedSocket socket, TlsSetup setup) throws SSLException {
        Tls tls = new Tls(socket, setup);
        tls.engine.beginHandshake();
        socket.outbox().linkTo(tls.inbox);
        tls.sealed.linkTo(socket.inbox());
        socket.loop().activate(tls, java.util.Objects.requireNonNull(socket.group()));
        return tls;
    }

    /** What a protocol produces in a turn is sealed together. */
    @Override
    protected boolean stepsLast() {
        return true;
    }

    @Override
    protected void start() {
        deadline = now() + handshakeNanos;
        stepAt(deadline);
    }

    @Override
    protected void step() {
        Shutdown broken = inbox.shutdown();
        Shutdown cut = plain.shutdown();
        if (broken != null) {
            outbox.shutdown(broken);
            stop();
        } else if (cut != null) {
            sealed.shutdown(cut);
            stop();
        } else if (session == null && now() >= deadline) {
            end(CloseCause.TIMEOUT, "the TLS handshake took longer than " + handshakeNanos / 1_000_000 + " ms");
        } else {
            work();
        }
    }

    private void work() {
        try {
            boolean more = true;
            while (more && isLive() && !tasks.areRunning()) {
                more = send();
                more |= isLive() && !tasks.areRunning() && receive();
            }
            if (refused && isLive() && !hasToSend()) {
                closed();
            }
        } catch (SSLException fault) {
            refuse(fault);
        } catch (IOException cut) {
            LOG.log(System.Logger.Level.WARNING, "A response of {0} broke off: {1}", serverName(), cut.getMessage());
            end(CloseCause.FAILED, "the response broke off"); // without close_notify, so that it does not look whole
        }
    }

    // The way in.

    /** Unwraps what there is, as far as the protocol has room. */
    private boolean receive() throws SSLException {
        if (inputEnded || !outbox.hasRoom() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            return false; // what the engine has to say to the last record leaves before it has more to say
        }
        ByteBuffer record = records.next();
        if (record == null) {
            if (inbox.ended()) {
                cutOff();
            }
            return false;
        }
        long before = rules.received();
        IoBuffer into = loop().readBuffers().acquire();
        into.bytes().limit(UNWRAPPED);
        try {
            while (record != null && unwrap(record, into.bytes())) {
                record = records.next();
            }
        } finally {
            pass(into);
        }
        if (inputEnded) {
            outbox.finish();
        }
        return rules.received() > before;
    }

    private void pass(IoBuffer into) {
        if (into.bytes().position() == 0 || !isLive()) {
            into.release();
        } else {
            into.bytes().flip();
            outbox.send(into);
        }
    }

    /** Unwraps one record; answers whether another may follow at once. */
    private boolean unwrap(ByteBuffer record, ByteBuffer into) throws SSLException {
        rules.check(record);
        SSLEngineResult result = engine.unwrap(record, into);
        records.taken(record, result.bytesConsumed());
        rules.taken(result.bytesConsumed(), result.bytesProduced());
        switch (result.getStatus()) {
            case CLOSED -> {
                inputEnded = true; // close_notify
                return false;
            }
            case BUFFER_UNDERFLOW -> throw new SSLException("A record is not what its header says");
            case BUFFER_OVERFLOW -> {
                return false; // what is unwrapped goes on first
            }
            case OK -> {}
        }
        return proceed(result.getHandshakeStatus()) && result.bytesConsumed() > 0;
    }

    /** Does what the engine asks for; answers whether it can unwrap more now. */
    private boolean proceed(HandshakeStatus status) {
        switch (status) {
            case NEED_TASK -> compute();
            case FINISHED, NOT_HANDSHAKING -> established();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NEED_WRAP -> {}
        }
        return status != HandshakeStatus.NEED_TASK && status != HandshakeStatus.NEED_WRAP;
    }

    private void established() {
        if (session == null && !refused && !engine.isOutboundDone()) { // a failed handshake ends in the same status
            session = engine.getSession();
            rules.established(session);
            cancelTimer();
        }
    }

    /** The client has closed the connection without saying that this is the end. */
    private void cutOff() {
        inputEnded = true;
        closingBecause(rules.gone(records.isMidRecord()));
        outbox.shutdown(new Shutdown("the connection ended without close_notify: it may have been cut off"));
        sealed.finish();
        stop();
    }

    /** Has the engine compute on another thread; both directions wait for it. */
    private void compute() {
        try {
            tasks.start();
        } catch (RejectedExecutionException overload) {
            end(CloseCause.HANDSHAKE, "too many TLS handshakes at once");
        }
    }

    // The way out.

    /** Wraps what there is, once the socket has written what was wrapped before. */
    private boolean send() throws IOException {
        if (!hasToSend() || !sealed.hasRoom(ConnectedSocket.INBOX.capacity())) {
            return false;
        }
        IoBuffer into = loop().sealBuffers().acquire();
        boolean open = true;
        try {
            while (open && hasToSend() && !tasks.areRunning() && fits(into.bytes())) {
                open = wrap(into.bytes());
            }
        } finally {
            if (into.bytes().position() == 0 || !isLive()) {
                into.release();
            } else {
                rules.answered();
                into.bytes().flip();
                sealed.send(into);
            }
        }
        if (!open) {
            closed();
        }
        return open;
    }

    private boolean hasToSend() {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (source.hasEnded() && !engine.isOutboundDone()) {
            engine.closeOutbound();
            return true;
        }
        return status == HandshakeStatus.NEED_WRAP || session != null && !source.isEmpty();
    }

    private boolean fits(ByteBuffer into) {
        return into.remaining() >= engine.getSession().getPacketBufferSize();
    }

    /** Wraps one record; answers false when it was the last that this connection may send. */
    private boolean wrap(ByteBuffer into) throws IOException {
        SSLEngineResult result;
        ByteBuffer[] sources = loop().sources();
        int count = session == null ? 0 : source.gather(sources);
        try {
            result = count == 0 ? engine.wrap(NOTHING, into) : engine.wrap(sources, 0, count, into);
        } finally {
            java.util.Arrays.fill(sources, 0, count, NOTHING);
        }
        source.take(result.bytesConsumed());
        proceed(result.getHandshakeStatus());
        return result.getStatus() != SSLEngineResult.Status.CLOSED && !engine.isOutboundDone();
    }

    /** Our last record, {@code close_notify} or an alert, is on its way. */
    private void closed() {
        if (!source.hasEnded() || refused) {
            closingBecause(refused ? rules.fault() : CloseCause.CLIENT);
            outbox.shutdown(new Shutdown("the TLS connection was closed"));
        }
        sealed.finish();
        stop();
    }

    // The ends.

    /**
     * What the client sent is against the rules of TLS: says so by an alert, and closes. Where the alert would be {@code
     * close_notify}, which looks as if the answer under way were whole, nothing is said.
     */
    private void refuse(SSLException fault) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "TLS with {0} failed: {1}",
                AddressText.of(remoteAddress()),
                fault.getMessage());
        if (refused || session != null && fault instanceof TlsRules.Violation) {
            end(rules.fault(), "TLS failed");
            return;
        }
        refused = true;
        inputEnded = true;
        engine.closeOutbound();
        again(); // wraps the alert
    }

    /** Closes without a word. */
    private void end(CloseCause cause, String why) {
        closingBecause(cause);
        outbox.shutdown(new Shutdown(why));
        socket.expectNoMore();
        sealed.finish();
        stop();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        tasks.abandon();
        source.release();
        records.release();
    }

    /** Nothing but the session is left of it, and that is what costs: it stays, and may be closed to make room. */
    @Override
    public boolean park(long idleNanos) {
        socket.idles();
        return false;
    }

    // What the protocol sees.

    @Override
    public Inbox<IoBuffer> inbox() {
        return plain;
    }

    @Override
    public Outbox<IoBuffer> outbox() {
        return outbox;
    }

    @Override
    public void boundBy(ByteBound outgoing) {
        plain.boundBy(outgoing, false);
        socket.boundBy(outgoing);
    }

    @Override
    public ByteAccount account() {
        return socket.account();
    }

    @Override
    public EventLoop loop() {
        return socket.loop();
    }

    @Override
    public String serverName() {
        return socket.serverName();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return session;
    }

    @Override
    public void closingBecause(CloseCause why) {
        socket.closingBecause(why);
    }

    @Override
    public @Nullable CloseCause closeCause() {
        return socket.closeCause();
    }

    /** Nothing: the client has its {@code close_notify} still to send, and data that meets a closed socket resets it. */
    @Override
    public void expectNoMore() {}
}
