package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.ResponseWriter.Persistence.AS_USUAL;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IdleLoop;
import org.kamaelia.net.loop.IoBuffer;

@DisplayName("What is written to a connection")
class ResponseWriterTest {
    private static final ResponsePart.Data DATA = (ResponsePart.Data) ResponsePart.text("data");

    private final EventLoop loop = IdleLoop.create();
    private final Sender sender = new Sender();
    private final Receiver receiver = new Receiver();
    private final ResponseWriter writer = new ResponseWriter(sender.outbox, loop, null);

    ResponseWriterTest() {
        loop.activate(sender);
        loop.activate(receiver);
        sender.outbox.linkTo(receiver.inbox);
    }

    @Test
    @DisplayName("is gathered in one buffer for as long as that buffer waits, and counted to the byte")
    void isGatheredInOneBufferAndCounted() {
        writer.proceed();
        int before = receiver.inbox.bytes();
        writer.data(DATA, Framing.CHUNKED, 4);
        writer.lastChunk(Fields.empty());

        assertThat(before).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n".length());
        assertThat(receiver.inbox.size()).isEqualTo(1);
        assertThat(receiver.inbox.bytes()).isEqualTo(receiver.inbox.peek(0).remaining());
        assertThat(receiver.text()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n4\r\ndata\r\n0\r\n\r\n");
    }

    @Test
    @DisplayName("is gathered in a new buffer after the one before has left")
    void isGatheredInANewBufferOnceTheLastHasLeft() {
        writer.proceed();
        receiver.text();
        writer.data(DATA, Framing.CHUNKED, 4);

        assertThat(receiver.text()).isEqualTo("4\r\ndata\r\n");
    }

    @Test
    @DisplayName("after it has ended, in the turn in which its client went, is discarded and gives its memory back")
    void isDiscardedAfterTheConnectionEnded() {
        receiver.end();

        writer.proceed();
        writer.head(Response.ok("text/plain"), Framing.CHUNKED, -1, AS_USUAL);
        writer.data(DATA, Framing.CHUNKED, 4);
        writer.data((ResponsePart.Data) ResponsePart.of(new byte[100_000]), Framing.CHUNKED, 100_000);
        writer.body(ByteBuffer.allocate(16 * 1024));
        writer.lastChunk(Fields.empty());

        assertThat(receiver.inbox.size()).isZero();
        assertThat(loop.held().bytes()).isZero();
    }

    @Test
    @DisplayName("is discarded with the rest if it was still waiting when the connection ended")
    void isDiscardedWithTheRestIfItStillWaited() {
        writer.head(Response.ok("text/plain"), Framing.CHUNKED, -1, AS_USUAL);
        receiver.end();
        writer.data(DATA, Framing.CHUNKED, 4);

        assertThat(loop.held().bytes()).isZero();
    }

    private static final class Sender extends Component {
        private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");

        @Override
        protected void step() {}
    }

    private static final class Receiver extends Component {
        private static final BoxSpec<IoBuffer> BOX =
                BoxSpec.of("Receiver", "inbox", "what leaves", 16, IoBuffer::remaining);
        private final Inbox<IoBuffer> inbox = new Inbox<>(this, BOX);

        @Override
        protected void step() {}

        void end() {
            stop();
        }

        String text() {
            StringBuilder text = new StringBuilder();
            for (IoBuffer buffer; (buffer = inbox.poll()) != null; ) {
                text.append(StandardCharsets.US_ASCII.decode(buffer.bytes()));
                buffer.release();
            }
            return text.toString();
        }
    }
}
