package org.kamaelia.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/** A protocol whose part is written by the test; by itself it says and hears nothing. */
class Talk extends Component implements Protocol {
    static final int CAPACITY = 2;
    private static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("Talk", "inbox", "bytes from the client", CAPACITY, IoBuffer::remaining);

    final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    final StringBuffer heard = new StringBuffer();
    final AtomicInteger stops = new AtomicInteger();
    volatile @Nullable Transport transport;
    volatile @Nullable Shutdown shutdown;
    private final Consumer<Talk> onStep;
    private Consumer<Talk> onDrain = Talk::bye;
    private @Nullable ByteBound incoming;
    private @Nullable ByteBound outgoing;

    /** A protocol that does this in each step. */
    Talk(Consumer<Talk> onStep) {
        this.onStep = onStep;
    }

    /** Sends back all that comes, and closes when the client has closed. */
    static Talk echo() {
        return new Talk(self -> {
            while (!self.inbox.isEmpty() && self.outbox.hasRoom()) {
                self.outbox.send(Objects.requireNonNull(self.inbox.poll()));
            }
            if (self.inbox.ended() || self.inbox.shutdown() != null) {
                self.bye();
            }
        });
    }

    /** Does this when the server stops, instead of closing at once. */
    Talk onDrain(Consumer<Talk> action) {
        onDrain = action;
        return this;
    }

    /** Bounds the bytes on the way in, and on the way out. */
    Talk bounded(@Nullable ByteBound in, @Nullable ByteBound out) {
        incoming = in;
        outgoing = out;
        return this;
    }

    @Override
    public void connected(Transport connection) {
        join(connection);
        connection.outbox().linkTo(inbox);
        outbox.linkTo(connection.inbox());
    }

    /** Everything but the linkages. */
    void join(Transport connection) {
        if (incoming != null) {
            inbox.boundBy(incoming, true);
        }
        if (outgoing != null) {
            connection.inbox().boundBy(outgoing, true);
        }
        transport = connection;
        connection.loop().activate(this, Objects.requireNonNull(connection.group()));
    }

    @Override
    public void drain() {
        onDrain.accept(this);
    }

    @Override
    protected void step() {
        if (inbox.shutdown() != null) {
            shutdown = inbox.shutdown();
        }
        onStep.accept(this);
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        stops.incrementAndGet();
    }

    Transport transport() {
        return Objects.requireNonNull(transport);
    }

    /** Its transport where there is nothing between it and the connection. */
    Connection socket() {
        return (Connection) transport();
    }

    /** Finishes the answer and ends. */
    void bye() {
        outbox.finish();
        stop();
    }

    /** Writes text; the outbox must have room. */
    void say(String text) {
        outbox.send(IoBuffer.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
    }

    /** Takes everything that came as text. */
    void hear() {
        for (IoBuffer buffer; (buffer = inbox.poll()) != null; ) {
            heard.append(StandardCharsets.US_ASCII.decode(buffer.bytes()));
            buffer.release();
        }
    }
}
