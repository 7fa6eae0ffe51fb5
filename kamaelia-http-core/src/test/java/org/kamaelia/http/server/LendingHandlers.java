package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.CollectedBody;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;

/** Handlers that keep and send views of the chunks of their requests, as an application may do by mistake. */
final class LendingHandlers {
    /** The size of a body, in bytes. */
    static final int SIZE = 150_000;

    private static final String TYPE = "application/octet-stream";

    private LendingHandlers() {}

    /** Sends a view of each chunk while the chunks arrive. */
    private static final class AtOnce extends Handler {
        private final UnaryOperator<ByteBuffer> view;

        AtOnce(UnaryOperator<ByteBuffer> view) {
            this.view = view;
        }

        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(view.apply(inbox.poll())));
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    /** Keeps a view of each chunk until the body has ended, then sends them all. */
    private static final class Later extends Handler {
        private final UnaryOperator<ByteBuffer> view;
        private final List<ByteBuffer> kept = new ArrayList<>();
        private boolean begun;

        Later(UnaryOperator<ByteBuffer> view) {
            this.view = view;
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(view.apply(chunk));
            }
            if (!inbox.ended()) {
                return;
            }
            if (!begun) {
                begun = true;
                begin(Response.ok(TYPE));
            }
            while (!kept.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(kept.remove(0)));
            }
            if (kept.isEmpty()) {
                finish();
            }
        }
    }

    /** Keeps a view of each chunk and reads them when the body has ended. */
    private static final class ReadsLater extends Handler {
        private final List<ByteBuffer> kept = new ArrayList<>();

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(chunk.slice());
            }
            if (inbox.ended()) {
                CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                kept.forEach(all::add);
                respond(Response.bytes(TYPE, all.bytes()));
            }
        }
    }

    /** Looks at each chunk before it polls it, and keeps what it saw. */
    private static final class Peeks extends Handler {
        private final List<ByteBuffer> kept = new ArrayList<>();

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.peek()) != null; ) {
                assertThat(inbox.peek(0)).isSameAs(chunk);
                kept.add(chunk.slice());
                assertThat(inbox.poll()).isSameAs(chunk);
            }
            if (inbox.ended()) {
                CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                kept.forEach(all::add);
                respond(Response.bytes(TYPE, all.bytes()));
            }
        }
    }

    /** Sends chunks on without a copy, and now and then a view of one. */
    private static final class Mixed extends Handler {
        private int n;

        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                if (n++ % 2 == 0) {
                    passChunkOn();
                } else {
                    outbox.send(ResponsePart.of(inbox.poll().slice()));
                }
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    private static final class PassesOn extends Handler {
        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            boolean more = true;
            while (more && outbox.hasRoom()) {
                more = passChunkOn();
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    /** Keeps views of all parts until the response behind has ended. */
    private static final class Holding extends HandlerFilter {
        private final List<ByteBuffer> kept = new ArrayList<>();

        Holding(Handler behind) {
            super(behind);
        }

        @Override
        protected void part(ResponsePart part) {
            if (part instanceof ResponsePart.Data data) {
                kept.add(data.bytes().slice());
            } else {
                outbox.send(part);
            }
        }

        @Override
        protected void complete() {
            CollectedBody all = new CollectedBody(-1, 10 * SIZE);
            kept.forEach(all::add);
            outbox.send(ResponsePart.of(all.bytes()));
            finish();
        }
    }

    private static final class Persistent extends PersistentHandler {
        private List<ByteBuffer> kept = new ArrayList<>();

        @Override
        protected void request(Request request) {
            kept = new ArrayList<>();
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(chunk.duplicate());
            }
            if (inbox.ended()) {
                CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                kept.forEach(all::add);
                respond(Response.bytes(TYPE, all.bytes()));
            }
        }
    }

    /** Any component as a handler; it sends views of chunks that it kept. */
    private static final class Part extends Stage<ByteBuffer, ResponsePart> {
        private final List<ByteBuffer> kept = new ArrayList<>();
        private boolean begun;

        Part() {
            super(BoxSpec.of("Part", "inbox", "a chunk", 1, ByteBuffer::remaining));
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(chunk.slice());
            }
            if (!inbox.ended()) {
                return;
            }
            while (outbox.hasRoom() && (!begun || !kept.isEmpty())) {
                outbox.send(begun ? ResponsePart.of(kept.remove(0)) : Response.ok(TYPE));
                begun = true;
            }
            if (kept.isEmpty()) {
                passEnd();
            }
        }
    }

    /** Gives views of the chunks to another thread, which reads them while later chunks arrive. */
    static HandlerFactory otherThread(ExecutorService thread) {
        return request -> new Handler() {
            private final List<CompletableFuture<byte[]>> read = new ArrayList<>();

            @Override
            protected void step() {
                for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                    ByteBuffer view = chunk.asReadOnlyBuffer();
                    read.add(CompletableFuture.supplyAsync(
                            () -> {
                                byte[] octets = new byte[view.remaining()];
                                view.get(octets);
                                return octets;
                            },
                            thread));
                    read.get(read.size() - 1).thenRun(this::wake);
                }
                if (inbox.ended() && read.stream().allMatch(CompletableFuture::isDone) && !outbox.isFinished()) {
                    CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                    read.forEach(one -> all.add(ByteBuffer.wrap(one.join())));
                    respond(Response.bytes(TYPE, all.bytes()));
                }
            }
        };
    }

    /** By their names, in the order in which they are tested. */
    static final Map<String, HandlerFactory> STYLES = new LinkedHashMap<>();

    static {
        Map<String, UnaryOperator<ByteBuffer>> views = new LinkedHashMap<>();
        views.put("slice()", ByteBuffer::slice);
        views.put("duplicate()", ByteBuffer::duplicate);
        views.put("asReadOnlyBuffer()", ByteBuffer::asReadOnlyBuffer);
        views.put("slice(0, n)", chunk -> chunk.slice(0, chunk.remaining()));
        views.put(
                "a view of a view",
                chunk -> chunk.duplicate().asReadOnlyBuffer().slice());
        views.forEach((name, view) -> {
            STYLES.put(name + ", sent at once", request -> new AtOnce(view));
            STYLES.put(name + ", sent after the body", request -> new Later(view));
            STYLES.put(name + ", behind a filter", request -> new Holding(new AtOnce(view)));
        });
        STYLES.put("the chunk itself", request -> new AtOnce(UnaryOperator.identity()));
        STYLES.put("slices read after the body", request -> new ReadsLater());
        STYLES.put("slices of what was peeked at", request -> new Peeks());
        STYLES.put("passed on, and slices", request -> new Mixed());
        STYLES.put("passed on", request -> new PassesOn());
        STYLES.put("passed on to a filter that keeps it", request -> new Holding(new PassesOn()));
        STYLES.put("persistent", HandlerFactory.persistent(new Persistent()));
        STYLES.put("graphline", HandlerFactory.graphline(request -> Pipeline.of(new Part())));
        STYLES.put("blocking", HandlerFactory.blocking((request, in, out) -> {
            byte[] all = in.readAllBytes();
            out.begin(Response.ok(TYPE));
            out.write(all);
        }));
        STYLES.put("one-shot", HandlerFactory.oneShot(10 * SIZE, (request, body) -> Response.bytes(TYPE, body)));
    }
}
