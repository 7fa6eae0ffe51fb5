package org.kamaelia.net.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.AddressText;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.LayeredTransport;
import org.kamaelia.net.transport.Transport;

/**
 * TLS 1.2 and 1.3 as a component between a connection and a protocol (RFC 8446, RFC 5246), over the JDK's engine.
 *
 * <pre>
 *   Connection --records--> inbox  [unwrap]  outbox --plain bytes--> Protocol
 *   Connection &lt;--records-- sealed [ wrap ]  plain  &lt;--plain bytes-- Protocol
 * </pre>
 *
 * <p>There is no protocol until the handshake is complete: only then is known which one client and server agreed on, and a
 * handshake that never completes costs none.
 *
 * <p>Backpressure passes through: nothing is unwrapped while the protocol has no room, and nothing is wrapped until the
 * connection has written what was wrapped before, so at most one buffer of records waits in either direction.
 *
 * <p>The end is told from a truncation: {@code close_notify} from the client gives {@code ProducerFinished}, the end of
 * the connection without it gives {@code Shutdown} (RFC 8446 section 6.1); our own end sends {@code close_notify}. There
 * is no renegotiation: TLS 1.3 has none, and a second handshake within TLS 1.2 closes the connection.
 */
public final class Tls extends LayeredTransport {
    /** Records from the client. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("Tls", "inbox", "records from the client", 1, IoBuffer::remaining);

    /** Bytes to be sealed. */
    public static final BoxSpec<IoBuffer> PLAIN =
            BoxSpec.of("Tls", "plain", "bytes to be sealed", TlsSource.MOST_SOURCES, IoBuffer::remaining);

    private static final System.Logger LOG = BackgroundLog.of(Tls.class);

    /** Bytes unwrapped at once: three full records, which leave room for what is read meanwhile within the same bound. */
    private static final int UNWRAPPED = 3 * 16 * 1024 + 256;

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Inbox<IoBuffer> plain = new Inbox<>(this, PLAIN);
    private final Outbox<IoBuffer> sealed = new Outbox<>(this, "sealed");
    private final TlsRecords records;
    private final TlsRules rules = new TlsRules();
    private final TlsSource source;
    private final SSLEngine engine;
    private final TlsTasks tasks;
    private final HandshakeCost cost;
    private final long handshakeNanos;
    private final Consumer<? super Tls> established;
    private @Nullable SSLSession session; // once the handshake is complete
    private @Nullable String application;
    private boolean speaks; // a protocol is connected
    private boolean inputClosed;
    private boolean closing; // before there is a protocol that could close
    private boolean refused;
    private long deadline;
    private long sealedBytes;

    private Tls(Connection below, TlsSettings settings, Consumer<? super Tls> established) {
        super(below);
        this.established = established;
        this.records = new TlsRecords(inbox, below.account());
        this.engine = settings.newEngine();
        this.source = new TlsSource(plain, below.loop(), below.account());
        this.tasks = new TlsTasks(engine, below.loop(), this::again);
        this.cost = new HandshakeCost(settings.handshakes(), below);
        this.handshakeNanos = settings.handshake().toNanos();
    }

    /**
     * Speaks TLS on a connection from now on.
     *
     * @param readAhead what the client has sent already; null for nothing
     * @param established is given the transport once the handshake is complete, and connects a protocol to it
     * @throws SSLException if the engine cannot begin
     */
    public static void over(
            Connection below, TlsSettings settings, @Nullable IoBuffer readAhead, Consumer<? super Tls> established)
            throws SSLException {
        Tls tls = new Tls(below, settings, established);
        tls.engine.beginHandshake();
        below.handOver(tls, readAhead);
    }

    @Override
    public void connected(Transport connection) {
        connection.outbox().linkTo(inbox);
        sealed.linkTo(connection.inbox());
        watchBelow();
        connection.loop().activate(this, java.util.Objects.requireNonNull(connection.group()));
    }

    /** Plain bytes have been taken once the connection has got rid of the records that they are in. */
    @Override
    protected void belowTook(long total) {
        if (total >= sealedBytes) {
            took(source.sealed() - taken());
        }
    }

    @Override
    public void drain() {
        if (!drainUser()) {
            closeEarly(CloseCause.STOPPED);
        }
    }

    private void closeEarly(CloseCause why) {
        closingBecause(why);
        closing = true;
        again();
    }

    @Override
    protected void start() {
        stepAt(deadline = now() + handshakeNanos);
        cost.open();
    }

    @Override
    protected void step() {
        Shutdown broken = inbox.shutdown();
        Shutdown cut = plain.shutdown();
        if (broken != null) {
            outbox().shutdown(broken);
            stop();
        } else if (cut != null) {
            sealed.shutdown(cut);
            stop();
        } else if (session == null && now() >= deadline) {
            end(CloseCause.TIMEOUT, "the TLS handshake took longer than " + handshakeNanos / 1_000_000 + " ms");
        } else if (session == null && !inbox.isEmpty() && !cost.begin()) {
            end(CloseCause.HANDSHAKE, "too many TLS handshakes are under way");
        } else {
            work();
        }
    }

    private void work() {
        try {
            deliver();
            boolean more = true;
            while (more && isLive() && !tasks.areRunning()) {
                more = send();
                more |= isLive() && !tasks.areRunning() && (speak() | receive());
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
        if (inputClosed || speaks && !hasRoomForInput() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
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
        IoBuffer into = loop().readBuffers().acquire(account());
        into.bytes().limit(UNWRAPPED);
        try {
            while (record != null && unwrap(record, into.bytes())) {
                record = records.next();
            }
            cost.received(rules.received());
        } finally {
            pass(into);
        }
        if (inputClosed && speaks) {
            endInput();
        } else if (inputClosed && isLive()) {
            closeEarly(CloseCause.CLIENT);
        }
        return rules.received() > before;
    }

    private void pass(IoBuffer into) {
        if (into.bytes().position() == 0 || !isLive()) {
            into.release();
        } else {
            into.bytes().flip();
            outbox().send(into);
        }
    }

    /** Has a protocol connected once the handshake is complete; answers whether that was now. */
    private boolean speak() {
        if (speaks || session == null || closing) {
            return false;
        }
        speaks = true;
        established.accept(this);
        return true;
    }

    /** Unwraps one record; answers whether another may follow at once. */
    private boolean unwrap(ByteBuffer record, ByteBuffer into) throws SSLException {
        SSLEngineResult result = rules.unwrap(engine, records, record, into);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            inputClosed = result.getStatus() == SSLEngineResult.Status.CLOSED; // by close_notify
            return false; // or what is unwrapped goes on first
        }
        boolean goesOn = proceed(result.getHandshakeStatus()) && result.bytesConsumed() > 0;
        return goesOn && speaks == (session != null); // data waits for a protocol
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
            SSLSession made = engine.getSession();
            String agreed = engine.getApplicationProtocol();
            session = made;
            application = agreed == null || agreed.isEmpty() ? null : agreed;
            rules.established(made);
            cost.established();
            cancelTimer();
        }
    }

    /** The client has closed the connection without saying that this is the end. */
    private void cutOff() {
        inputClosed = true;
        closingBecause(rules.gone(records.isMidRecord()));
        outbox().shutdown(new Shutdown("the connection ended without close_notify: it may have been cut off"));
        sealed.finish();
        stop();
    }

    private void compute() {
        if (!tasks.start()) { // on another thread; both directions wait for it
            end(CloseCause.HANDSHAKE, "too many TLS handshakes at once");
        }
    }

    // The way out.

    /** Wraps what there is, once the socket has written what was wrapped before. */
    private boolean send() throws IOException {
        if (!hasToSend() || !sealed.hasRoom(Connection.INBOX.capacity())) {
            return false;
        }
        IoBuffer into = source.newRecords();
        boolean open = true;
        try {
            while (open && hasToSend() && !tasks.areRunning() && TlsSource.fits(engine, into.bytes())) {
                open = wrap(into.bytes());
            }
        } finally {
            if (into.bytes().position() == 0 || !isLive()) {
                into.release();
            } else {
                rules.answered();
                into.bytes().flip();
                sealedBytes += into.remaining();
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
        if ((closing || source.hasEnded()) && !engine.isOutboundDone()) {
            engine.closeOutbound();
            return true;
        }
        return status == HandshakeStatus.NEED_WRAP || session != null && !source.isEmpty();
    }

    /** Wraps one record; answers false when it was the last that this connection may send. */
    private boolean wrap(ByteBuffer into) throws IOException {
        SSLEngineResult result = source.seal(engine, into, session != null);
        proceed(result.getHandshakeStatus());
        return result.getStatus() != SSLEngineResult.Status.CLOSED && !engine.isOutboundDone();
    }

    private void closed() { // our last record, close_notify or an alert, is on its way
        if (!source.hasEnded() && !closing || refused) {
            closingBecause(refused ? rules.fault() : CloseCause.CLIENT);
            outbox().shutdown(new Shutdown("the TLS connection was closed"));
        }
        sealed.finish();
        stop();
    }

    // The ends.

    /** Says by an alert what is against the rules, and closes; without a word where that would look like a good end. */
    private void refuse(SSLException fault) {
        String client = AddressText.of(remoteAddress());
        LOG.log(System.Logger.Level.DEBUG, "TLS with {0} failed: {1}", client, TlsRules.explain(fault));
        if (refused || session != null && fault instanceof TlsRules.Violation) {
            end(rules.fault(), "TLS failed");
            return;
        }
        refused = true;
        inputClosed = true;
        engine.closeOutbound();
        again(); // wraps the alert
    }

    private void end(CloseCause cause, String why) {
        closingBecause(cause);
        outbox().shutdown(new Shutdown(why));
        below().expectNoMore();
        sealed.finish();
        stop();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        tasks.abandon();
        cost.end();
        source.release();
        records.release();
    }

    /** Nothing but the session is left of it, and that is what costs: it stays, and may be closed to make room. */
    @Override
    public boolean park(long idleNanos) {
        below().idles();
        return false;
    }

    // What the protocol sees.

    @Override
    public Inbox<IoBuffer> inbox() {
        return plain;
    }

    @Override
    protected void bind(Bounds made) {
        plain.boundBy(made.outgoing(), false);
        below().inbox().boundBy(made.outgoing(), false);
    }

    @Override
    protected boolean isOpen() {
        return isLive() && !refused && !closing && plain.control() == null;
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return session;
    }

    @Override
    public @Nullable String applicationProtocol() {
        return application;
    }

    /** Nothing: the client has its {@code close_notify} still to send, and data that meets a closed socket resets it. */
    @Override
    public void expectNoMore() {}
}
