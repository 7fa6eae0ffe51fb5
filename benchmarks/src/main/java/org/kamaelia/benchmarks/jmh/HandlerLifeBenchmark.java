package org.kamaelia.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.ServerAccess;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The life of one handler: made by its factory, linked to its connection, activated, stepped, answering, unlinked and
 * closed. The connection is a stand-in that does to the handler's boxes what the server's request handler does, in the
 * same order, and nothing else: no parsing, no framing, no socket. Every kind of handler runs before the measurement,
 * so that no call is compiled for one kind alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HandlerLifeBenchmark {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final int LIVES = 256;
    private static final int ROUNDS_BEFORE = 200;

    private final Scheduler scheduler = new Scheduler("lives", System::nanoTime);
    private final Connection connection = new Connection();
    private final Response complete = Response.text("Hello, World!");
    private final Response head = Response.ok("text/plain; charset=utf-8");
    private final ByteBuffer data = ByteBuffer.allocateDirect(1024).asReadOnlyBuffer();
    private final HandlerFactory oneShot = HandlerFactory.oneShot(request -> complete);
    private final HandlerFactory subclass = request -> new Answer(complete);
    private final HandlerFactory inParts = request -> new Parts(head, data);

    /** Activates the connection; on the thread that runs the benchmark, which the scheduler takes as its own. */
    @Setup
    public void connect() {
        scheduler.activate(connection, scheduler.statistics("benchmark"));
        scheduler.runUntilIdle();
        for (int i = 0; i < ROUNDS_BEFORE; i++) {
            run(oneShot);
            run(subclass);
            run(inParts);
        }
    }

    /** A function, whose whole response needs no component. */
    @Benchmark
    @OperationsPerInvocation(LIVES)
    public int oneShot() {
        return run(oneShot);
    }

    /** A component whose first step answers completely. */
    @Benchmark
    @OperationsPerInvocation(LIVES)
    public int component() {
        return run(subclass);
    }

    /** A component that sends a head and a part and then finishes. */
    @Benchmark
    @OperationsPerInvocation(LIVES)
    public int componentInParts() {
        return run(inParts);
    }

    private int run(HandlerFactory handlers) {
        connection.handlers = handlers;
        connection.left = LIVES;
        connection.wake();
        scheduler.runUntilIdle();
        return connection.bytes;
    }

    private static final class Answer extends Handler {
        private final Response response;

        Answer(Response response) {
            this.response = response;
        }

        @Override
        protected void step() {
            respond(response);
        }
    }

    private static final class Parts extends Handler {
        private final Response head;
        private final ByteBuffer data;

        Parts(Response head, ByteBuffer data) {
            this.head = head;
            this.data = data;
        }

        @Override
        protected void start() {
            begin(head);
        }

        @Override
        protected void step() {
            if (outbox.hasRoom()) {
                outbox.send(ResponsePart.of(data));
                finish();
            }
        }
    }

    /** Plugs in one handler after the other, as a connection does for one request after the other. */
    private static final class Connection extends Component {
        private static final BoxSpec<ResponsePart> RESPONSES =
                BoxSpec.of("Connection", "responses", "a part of the response", 16, ResponsePart::size);

        private final Inbox<ResponsePart> responses = new Inbox<>(this, RESPONSES);
        private final Outbox<ByteBuffer> body = new Outbox<>(this, "body");
        private final ByteBound incoming = new ByteBound(HopBenchmark.BYTE_BOUND);
        private final Request request = Requests.get("/plaintext");
        private @Nullable HandlerFactory handlers;
        private @Nullable Handler handler;
        private int left;
        private int bytes;

        Connection() {
            responses.boundBy(new ByteBound(HopBenchmark.BYTE_BOUND), true);
        }

        @Override
        protected void step() {
            for (ResponsePart part; (part = responses.peek()) != null; ) {
                bytes += part.size();
                responses.poll();
            }
            if (responses.ended()) {
                unplug();
            }
            while (handler == null && handlers != null && left > 0) {
                left--;
                take(handlers.reply(request));
            }
        }

        private void take(Reply reply) {
            if (reply instanceof Handler made) {
                plug(made);
            } else if (reply instanceof Response whole) {
                bytes += whole.size();
            }
        }

        private void plug(Handler made) {
            ACCESS.serve(made, request, null);
            bytes += (int) ACCESS.maxBody(made);
            Inbox<ByteBuffer> box = ACCESS.bodyInbox(made);
            box.boundBy(incoming, false);
            body.linkTo(box);
            body.finish();
            ACCESS.responseOutbox(made).linkTo(responses);
            handler = made;
            scheduler().activate(made, java.util.Objects.requireNonNull(group()));
        }

        private void unplug() {
            Handler plugged = handler;
            if (plugged != null) {
                ACCESS.responseOutbox(plugged).unlink();
                body.unlink();
                ACCESS.close(plugged, CloseReason.FINISHED);
                handler = null;
                responses.nextFlow();
            }
        }
    }
}
