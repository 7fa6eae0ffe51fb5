package org.kamaelia.http.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;

/** The ways to write a handler, each able to give the same answer and to read the same body. */
enum Style {
    STEPWISE {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return request -> new Parts(first, data);
        }

        @Override
        HandlerFactory counting() {
            return request -> new CountBytes();
        }
    },
    PERSISTENT {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.persistent(new PersistentParts(first, data));
        }

        @Override
        HandlerFactory counting() {
            return HandlerFactory.persistent(new PersistentCountBytes());
        }
    },
    GRAPHLINE {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.graphline(request -> Pipeline.of(new Texts(data), new Framer(first)));
        }

        @Override
        HandlerFactory counting() {
            return HandlerFactory.graphline(request -> Pipeline.of(new Lengths(), new Sum()));
        }
    },
    BLOCKING {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.blocking((request, in, out) -> {
                out.begin(first);
                for (String part : data) {
                    out.write(part.getBytes());
                    out.flush();
                }
            });
        }

        @Override
        HandlerFactory counting() {
            return HandlerFactory.blocking((request, in, out) -> out.respond(count(in.readAllBytes().length)));
        }
    },
    ONE_SHOT {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.oneShot(request -> first);
        }
    },
    ONE_SHOT_WITH_BODY {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.oneShot(64, (request, body) -> first);
        }

        @Override
        HandlerFactory counting() {
            return HandlerFactory.oneShot(1 << 20, (request, body) -> count(body.length));
        }
    },
    ASYNC_DONE {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.async(request -> CompletableFuture.completedFuture(first));
        }
    },
    ASYNC_LATER {
        @Override
        HandlerFactory answering(Response first, String... data) {
            return HandlerFactory.async(request -> CompletableFuture.supplyAsync(() -> first, LATER));
        }
    };

    /** The styles that can send parts; the others give a whole response. */
    static final List<Style> STREAMING = List.of(STEPWISE, PERSISTENT, GRAPHLINE, BLOCKING);

    /** The styles that see the body of the request. */
    static final List<Style> READING = List.of(STEPWISE, PERSISTENT, GRAPHLINE, BLOCKING, ONE_SHOT_WITH_BODY);

    private static final Executor LATER = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

    /** A handler that answers with a first part and, if it can, with data. */
    abstract HandlerFactory answering(Response first, String... data);

    /** A handler that answers with the number of octets in the body. */
    HandlerFactory counting() {
        throw new UnsupportedOperationException(this + " sees no body");
    }

    static Response count(long octets) {
        return Response.text(octets + "\n");
    }

    /** Sends parts as long as there is room. */
    private static final class Sender {
        private final Response first;
        private final String[] data;
        private int next = -1;

        Sender(Response first, String... data) {
            this.first = first;
            this.data = data;
        }

        /** Answers whether everything has been sent. */
        boolean send(Outbox<ResponsePart> outbox) {
            while (next < data.length && outbox.hasRoom()) {
                outbox.send(next < 0 ? first : ResponsePart.text(data[next]));
                next++;
            }
            return next == data.length;
        }
    }

    private static final class Parts extends Handler {
        private final Sender sender;

        Parts(Response first, String... data) {
            sender = new Sender(first, data);
        }

        @Override
        protected void step() {
            if (sender.send(outbox)) {
                finish();
            }
        }
    }

    private static final class PersistentParts extends PersistentHandler {
        private final Response first;
        private final String[] data;
        private Sender sender;

        PersistentParts(Response first, String... data) {
            this.first = first;
            this.data = data;
            this.sender = new Sender(first);
        }

        @Override
        protected int bodyAhead() {
            return 0; // it answers without a look at the body
        }

        @Override
        protected void request(Request request) {
            sender = new Sender(first, data);
        }

        @Override
        protected void step() {
            if (sender.send(outbox)) {
                finish();
            }
        }
    }

    private static final class CountBytes extends Handler {
        private long total;

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                total += chunk.remaining();
            }
            if (inbox.ended()) {
                respond(count(total));
            }
        }
    }

    private static final class PersistentCountBytes extends PersistentHandler {
        private long total;

        @Override
        protected void request(Request request) {
            total = 0;
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                total += chunk.remaining();
            }
            if (inbox.ended()) {
                respond(count(total));
            }
        }
    }

    /** Gives texts, one after the other. */
    private static final class Texts extends Stage<ByteBuffer, String> {
        private final String[] texts;
        private int next;

        Texts(String... texts) {
            super(BoxSpec.of("Texts", "inbox", "ignored", 1));
            this.texts = texts;
        }

        @Override
        protected void step() {
            while (inbox.poll() != null) {
                // nothing is to be read
            }
            while (next < texts.length && outbox.hasRoom()) {
                outbox.send(texts[next++]);
            }
            if (next == texts.length) {
                outbox.finish();
            }
        }
    }

    /** Puts a first part in front of texts. */
    private static final class Framer extends Stage<String, ResponsePart> {
        private final Response first;
        private boolean begun;

        Framer(Response first) {
            super(BoxSpec.of("Framer", "inbox", "a text", 1));
            this.first = first;
        }

        @Override
        protected void step() {
            if (!begun && outbox.hasRoom()) {
                begun = true;
                outbox.send(first);
            }
            while (begun && !inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.text(inbox.poll()));
            }
            if (begun) {
                passEnd();
            }
        }
    }

    /** Measures chunks. */
    private static final class Lengths extends Stage<ByteBuffer, Integer> {
        Lengths() {
            super(BoxSpec.of("Lengths", "inbox", "a chunk", 1, ByteBuffer::remaining));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(inbox.poll().remaining());
            }
            passEnd();
        }
    }

    /** Adds lengths up. */
    private static final class Sum extends Stage<Integer, ResponsePart> {
        private long total;

        Sum() {
            super(BoxSpec.of("Sum", "inbox", "a length", 4));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty()) {
                total += inbox.poll();
            }
            if (inbox.ended() && outbox.hasRoom()) {
                outbox.send(count(total));
                passEnd();
            }
        }
    }
}
