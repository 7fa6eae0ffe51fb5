package org.kamaelia.net;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.Transport;

/**
 * Looks at the first bytes of a connection without TLS, until they show which protocol the client speaks, and then makes
 * way for that protocol, which receives these bytes first. It looks at no more than {@value
 * ProtocolFactory#MOST_FIRST_BYTES} bytes and for no longer than 10 s; then, and when the client ends its side or the
 * server stops, the default protocol takes over and applies its own rules.
 */
final class FirstBytes extends Component implements Transport.User {
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("FirstBytes", "inbox", "the beginning of the connection", 1, IoBuffer::remaining);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final ProtocolChoice choice;
    private final BiConsumer<? super ProtocolFactory, @Nullable IoBuffer> then;
    private @Nullable IoBuffer first;
    private long deadline;

    /**
     * What waits for the first bytes of a connection.
     *
     * @param then is given the protocol, and the bytes if any came, and gives the connection to that protocol
     */
    FirstBytes(ProtocolChoice choice, BiConsumer<? super ProtocolFactory, @Nullable IoBuffer> then) {
        this.choice = choice;
        this.then = then;
    }

    @Override
    public void connected(Transport transport) {
        transport.outbox().linkTo(inbox);
        transport.loop().activate(this, java.util.Objects.requireNonNull(transport.group()));
    }

    @Override
    protected void start() {
        deadline = now() + PATIENCE.toNanos();
        stepAt(deadline);
    }

    @Override
    public void drain() {
        makeWay(choice.byDefault());
    }

    @Override
    protected void step() {
        IoBuffer more = inbox.poll();
        if (inbox.shutdown() != null) {
            stop();
        } else if (more != null) {
            IoBuffer before = first;
            first = before == null ? more : IoBuffer.join(before, more);
            decide(inbox.ended());
        } else if (inbox.ended() || now() >= deadline) {
            decide(true);
        }
    }

    private void decide(boolean last) {
        IoBuffer seen = first;
        ProtocolFactory shown = seen == null ? choice.byDefault() : choice.shownBy(seen.bytes(), last);
        if (shown != null) {
            makeWay(shown);
        } else if (seen != null) {
            first = seen.unpooled();
        }
    }

    private void makeWay(ProtocolFactory factory) {
        IoBuffer seen = first;
        first = null;
        then.accept(factory, seen);
        stop();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        if (first != null) {
            first.release();
        }
    }
}
