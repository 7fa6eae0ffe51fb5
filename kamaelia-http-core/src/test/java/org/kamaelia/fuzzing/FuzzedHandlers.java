package org.kamaelia.fuzzing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.BlockingHandler;
import org.kamaelia.http.CollectedBody;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;

/** Handlers of every style that do what a script says, and one that is always right. */
public final class FuzzedHandlers {
    /** The paths of the handlers, by their number. */
    public static final String[] STYLES = {
        "/stepwise", "/filtered", "/graph", "/persistent", "/blocking", "/async", "/collected"
    };

    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();
    private static final int MOST = 4 * 1024;

    private FuzzedHandlers() {}

    /** Sets the script of the request with this number. */
    public static void script(String number, Script script) {
        SCRIPTS.put(number, script);
    }

    /** Forgets a script. */
    public static void forget(String number) {
        SCRIPTS.remove(number);
    }

    /** All handlers. {@code /honest} sends the body back. */
    public static HandlerFactory all() {
        return ResourceGlue.of()
                .at("/honest", HandlerFactory.oneShot(MOST, (request, body) -> Response.bytes("text/plain", body)))
                .at("/stepwise", request -> new Stepwise(scriptOf(request)))
                .at("/filtered", request -> new Filter(new Stepwise(scriptOf(request)), scriptOf(request)))
                .at("/graph", HandlerFactory.graphline(request -> Pipeline.of(new Part(scriptOf(request)))))
                .at("/persistent", HandlerFactory.persistent(new Persistent()))
                .at("/blocking", HandlerFactory.blocking(blocking()))
                .at("/async", HandlerFactory.async(FuzzedHandlers::later))
                .at("/collected", HandlerFactory.oneShot(MOST, FuzzedHandlers::collected));
    }

    private static Script scriptOf(Request request) {
        return Objects.requireNonNull(SCRIPTS.get(request.query()), "a script");
    }

    private static final class Stepwise extends Handler {
        private final Meddler meddler;
        private final CollectedBody collected = new CollectedBody(-1, MOST);

        Stepwise(Script script) {
            meddler = new Meddler(script, inbox, outbox, new Delegate(this));
        }

        @Override
        protected void step() throws Exception {
            meddler.step();
        }

        /** Makes protected methods available to the script. */
        private record Delegate(Stepwise of) implements Meddler.Extras {
            @Override
            public void passOn() {
                of.passChunkOn();
            }

            @Override
            public void collect() {
                of.collectChunk(of.collected);
            }

            @Override
            public void timer(Duration after) {
                of.stepAfter(after);
            }

            @Override
            public void again() {
                of.again();
            }

            @Override
            public void stop() {
                of.stop();
            }

            @Override
            public void keeping(long bytes) {
                of.keeping(bytes);
            }
        }
    }

    private static final class Persistent extends PersistentHandler {
        private Meddler meddler =
                new Meddler(new Script(new byte[0], (byte) 0), inbox, outbox, new Meddler.Extras() {});

        @Override
        protected void request(Request request) {
            meddler = new Meddler(scriptOf(request), inbox, outbox, new Meddler.Extras() {
                @Override
                public void again() {
                    Persistent.this.again();
                }

                @Override
                public void passOn() {
                    passChunkOn();
                }
            });
        }

        @Override
        protected void step() throws Exception {
            meddler.step();
        }
    }

    private static final class Part extends Stage<ByteBuffer, ResponsePart> {
        private final Meddler meddler;

        Part(Script script) {
            super(BoxSpec.of("Part", "inbox", "a chunk", 1, ByteBuffer::remaining));
            meddler = new Meddler(script, inbox, outbox, new Meddler.Extras() {
                @Override
                public void again() {
                    Part.this.again();
                }
            });
        }

        @Override
        protected void step() throws Exception {
            meddler.step();
        }
    }

    private static final class Filter extends HandlerFilter {
        private final Script script;

        Filter(Reply behind, Script script) {
            super(behind);
            this.script = script;
        }

        @Override
        protected void part(ResponsePart part) {
            if (part instanceof ResponsePart.Data data) {
                byte[] octets = new byte[data.bytes().remaining()];
                data.bytes().duplicate().get(octets);
                if (Script.foreign(octets, script.mark()) > 0) {
                    Script.violated("a filter saw octets of another request");
                }
            }
            outbox.send(part);
        }
    }

    private static BlockingHandler blocking() {
        return (request, in, out) -> {
            Script script = scriptOf(request);
            byte[] some = new byte[64];
            while (!script.isOver()) {
                switch (script.below(8)) {
                    case 0 -> own(in.readNBytes(script.below(64)), script);
                    case 1 -> own(in.readNBytes(some, 0, 64), some, script);
                    case 2, 3 -> out.begin(Response.ok("text/plain"));
                    case 4 -> out.write(some, 0, script.below(64));
                    case 5 -> out.flush();
                    case 6 -> out.respond(Response.text("text\n"));
                    default -> throw new IOException("The script says so");
                }
            }
            if (!out.hasBegun()) {
                out.respond(Response.bytes("text/plain", in.readAllBytes()));
            }
        };
    }

    private static void own(byte[] octets, Script script) {
        if (Script.foreign(octets, script.mark()) > 0) {
            Script.violated("a blocking handler read octets of another request");
        }
    }

    private static void own(int count, byte[] octets, Script script) {
        own(java.util.Arrays.copyOf(octets, Math.max(count, 0)), script);
    }

    private static CompletableFuture<Response> later(Request request) {
        Script script = scriptOf(request);
        CompletableFuture<Response> stage = new CompletableFuture<>();
        switch (script.below(6)) {
            case 0 -> stage.complete(Response.text("at once\n"));
            case 1 -> stage.completeExceptionally(new IllegalStateException("The script says so"));
            case 2 -> stage.cancel(false);
            case 3 -> Script.OTHER.execute(() -> stage.completeExceptionally(new IOException("The script says so")));
            case 4 ->
                Script.OTHER.execute(() -> {
                    stage.complete(Response.text("later\n"));
                    stage.complete(Response.text("again\n"));
                });
            default -> throw new IllegalStateException("The script says so");
        }
        return stage;
    }

    private static Response collected(Request request, byte[] body) {
        Script script = scriptOf(request);
        own(body, script);
        return switch (script.below(4)) {
            case 0 -> Response.bytes("text/plain", ByteBuffer.wrap(body).slice());
            case 1 -> Response.bytes("text/plain", body);
            case 2 -> Response.ok("text/plain"); // not complete
            default -> throw new IllegalStateException("The script says so");
        };
    }
}
