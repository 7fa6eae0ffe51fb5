package org.kamaelia.fuzzing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;

/**
 * Uses the boxes of a component as a script says, rightly and wrongly: keeps views of chunks for as long as it likes,
 * sends them, sends without room, twice, at the wrong time and from the wrong thread.
 */
final class Meddler {
    private static final byte[] TEXT = "some text of the handler, the same for all".getBytes();

    /** What only a handler can do; a component in a graph does nothing instead. */
    interface Extras {
        /** Passes a chunk on. */
        default void passOn() {}

        /** Collects a chunk. */
        default void collect() {}

        /** Sets a timer. */
        default void timer(Duration after) {}

        /** Asks for a step. */
        default void again() {}

        /** Ends the component. */
        default void stop() {}

        /** Reports memory. */
        default void keeping(long bytes) {}
    }

    private final Script script;
    private final Inbox<ByteBuffer> inbox;
    private final Outbox<ResponsePart> outbox;
    private final Extras extras;
    private final List<ByteBuffer> kept = new ArrayList<>();

    Meddler(Script script, Inbox<ByteBuffer> inbox, Outbox<ResponsePart> outbox, Extras extras) {
        this.script = script;
        this.inbox = inbox;
        this.outbox = outbox;
        this.extras = extras;
    }

    /** One step: some decisions, and a proper end when none is left. */
    void step() throws Exception {
        for (int n = script.below(4); n >= 0 && !script.isOver(); n--) {
            act();
        }
        look();
        if (script.isOver()) {
            end();
        } else {
            extras.again();
        }
    }

    /** Reads on and answers, so that no exchange is left open on purpose. */
    private void end() {
        for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
            keep(chunk);
        }
        if (!inbox.ended() || outbox.isFinished()) {
            return;
        }
        try {
            if (outbox.hasRoom()) {
                outbox.send(Response.bytes("text/plain", all()));
                outbox.finish();
            }
        } catch (RuntimeException notNow) {
            outbox.finish();
        }
    }

    private byte[] all() {
        look();
        ByteBuffer all = ByteBuffer.allocate(
                kept.stream().mapToInt(ByteBuffer::remaining).sum());
        kept.forEach(view -> all.put(view.duplicate()));
        return all.array();
    }

    private void act() throws Exception {
        int decision = script.below(40);
        if (decision < 20) {
            chunk(decision);
        } else {
            other(decision);
        }
    }

    private void chunk(int decision) {
        switch (decision) {
            case 0, 1, 2 -> keep(inbox.poll());
            case 3 -> keepView(inbox.poll(), 0);
            case 4 -> keepView(inbox.poll(), 1);
            case 5 -> keepView(inbox.poll(), 2);
            case 6 -> keepView(inbox.peek(), script.below(3));
            case 7, 8 -> extras.passOn();
            case 9 -> extras.collect();
            case 10, 11, 12, 13 -> sendKept(false);
            case 14 -> sendKept(true);
            case 15 -> scribble();
            case 16 -> inbox.discardAll();
            case 17 -> inbox.consumed(0);
            case 18 -> outbox.send(ResponsePart.of(ByteBuffer.allocate(0)));
            default -> look();
        }
    }

    private void other(int decision) throws Exception {
        switch (decision) {
            case 20, 21, 22, 23 -> outbox.send(Response.ok("text/plain"));
            case 24 -> outbox.send(Response.ok("text/plain").length(script.below(200)));
            case 25 -> outbox.send(Response.bytes("text/plain", all()));
            case 26 -> outbox.send(Response.of(script.below(2) == 0 ? 103 : 204));
            case 27, 28 -> outbox.send(ResponsePart.of(TEXT.clone()));
            case 29 -> outbox.finish();
            case 30 ->
                outbox.send(new ResponsePart.Trailers(
                        Fields.builder().add("X-A", "b").build()));
            case 31 -> outbox.shutdown(new Shutdown("the script says so"));
            case 32 -> extras.timer(Duration.ofMillis(script.below(2)));
            case 33 -> extras.again();
            case 34 -> extras.stop();
            case 35 -> extras.keeping(script.below(256) * 64L);
            case 36, 37 -> elsewhere();
            case 38 -> outbox.hasRoom(1 + script.below(4));
            default -> throw new IllegalStateException("The script says so");
        }
    }

    private void keep(@Nullable ByteBuffer chunk) {
        keepView(chunk, 3);
    }

    private void keepView(@Nullable ByteBuffer chunk, int kind) {
        if (chunk != null && kept.size() < 32) {
            kept.add(
                    switch (kind) {
                        case 0 -> chunk.slice();
                        case 1 -> chunk.duplicate();
                        case 2 -> chunk.asReadOnlyBuffer();
                        default -> chunk;
                    });
        }
    }

    private void sendKept(boolean twice) {
        if (kept.isEmpty()) {
            return;
        }
        ByteBuffer view = kept.get(script.below(kept.size()));
        look();
        ResponsePart part = ResponsePart.of(script.below(2) == 0 ? view : view.slice());
        outbox.send(part);
        if (twice) {
            outbox.send(part);
        }
    }

    /** Writes into a chunk, which must harm nobody else. */
    private void scribble() {
        for (ByteBuffer view : kept) {
            if (!view.isReadOnly()) {
                for (int i = view.position(); i < view.limit(); i++) {
                    view.put(i, script.mark());
                }
            }
        }
    }

    /** Whatever was kept has only octets of this request. */
    private void look() {
        for (ByteBuffer view : kept) {
            byte[] octets = new byte[view.remaining()];
            view.duplicate().get(octets);
            if (Script.foreign(octets, script.mark()) > 0) {
                Script.violated("a kept chunk has octets of another request");
            }
        }
    }

    /** Makes a call from a thread that is not the event loop; it must throw there. */
    private void elsewhere() throws InterruptedException, TimeoutException {
        int which = script.below(9);
        try {
            Script.OTHER.submit(() -> wrongly(which)).get(20, TimeUnit.SECONDS);
            Script.violated("call " + which + " from another thread did not throw");
        } catch (ExecutionException thrown) {
            if (!(thrown.getCause() instanceof IllegalStateException)) {
                Script.violated("call " + which + " from another thread threw " + thrown.getCause());
            }
        }
    }

    private void wrongly(int which) {
        switch (which) {
            case 0 -> outbox.send(ResponsePart.text("from another thread"));
            case 1 -> outbox.hasRoom();
            case 2 -> outbox.finish();
            case 3 -> inbox.poll();
            case 4 -> inbox.peek();
            case 5 -> inbox.ended();
            case 6 -> outbox.shutdown(new Shutdown("from another thread"));
            case 7 -> inbox.discardAll();
            default -> inbox.consumed(1);
        }
    }
}
