package org.kamaelia.http.http1;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.fuzzing.Choices;
import org.kamaelia.fuzzing.StrictResponse;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Answer;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.exchange.Promised;
import org.kamaelia.http.spi.HandlerSupport;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IdleLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Protocol;

/**
 * Input: three octets choose the request, one the kind of response; then come changes of the response until one is 0, and
 * then the parts that the handler sends.
 */
@DisplayName("Whatever a handler answers")
class ResponseFuzzTest {

    private static final String[] NAMES = {
        "X", "x", "Set-Cookie", "Date", "Content-Type", "ETag", "Content-Length", "Transfer-Encoding", "connection"
    };

    private final EventLoop loop = IdleLoop.create();
    private final Ends ends = new Ends();
    private final Output output = new Output(loop);
    private final Promised exchange = new Promised(output, new HttpStatistics().on(loop), Nowhere.INSTANCE);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    ResponseFuzzTest() {
        loop.activate(ends);
        loop.activate(output);
        output.outbox().linkTo(ends.inbox);
    }

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("is refused when it is made, or read by a strict client exactly as it was meant, and nothing else is")
    void refusedOrRead(byte[] input) {
        Choices choices = new Choices(input);
        String method = choices.oneOf("GET", "HEAD", "POST");
        int minor = choices.below(2);
        Request request = request(method, minor, choices.below(2) == 0);
        data.reset();
        Draft draft = Draft.of(choices);
        Promised.Outcome outcome = exchange.begin(request, draft.response, output, loop.now());
        Fields trailers = Fields.empty();
        while (outcome == Promised.Outcome.GOES_ON && !draft.response.isInterim() && !choices.isEmpty()) {
            if (choices.below(8) == 0) {
                trailers = trailers(choices);
                exchange.trailers(trailers);
                break;
            }
            outcome = exchange.data(part(choices));
        }
        if (draft.response.isInterim()) {
            interim(draft, minor);
            return;
        }
        if (outcome == Promised.Outcome.GOES_ON) {
            outcome = exchange.end();
        }
        read(draft, outcome, method.equals("HEAD"), minor, trailers);
    }

    private void interim(Draft draft, int minor) {
        byte[] octets = ends.take();
        if (minor == 0) {
            check(octets.length == 0, "an interim response to HTTP/1.0");
            return;
        }
        StrictResponse read = StrictResponse.read(octets, 0, false);
        check(read.status == draft.response.status() && read.fields.equals(draft.fields), "the interim response");
        check(read.end == octets.length, "octets behind the interim response");
    }

    private void read(Draft draft, Promised.Outcome outcome, boolean toHead, int minor, Fields trailers) {
        byte[] octets = ends.take();
        StrictResponse read = StrictResponse.read(octets, 0, toHead);
        check(read.end == octets.length, "octets behind the response");
        check(read.status == draft.response.status(), "the status");
        check(read.complete == (outcome != Promised.Outcome.IS_BROKEN), "complete and %s", outcome);

        boolean chunked = read.only("Transfer-Encoding") != null;
        check(!chunked || minor > 0, "chunks towards HTTP/1.0");
        List<Map.Entry<String, String>> expected = new ArrayList<>(draft.fields);
        if (draft.fields.stream().noneMatch(field -> field.getKey().equalsIgnoreCase("Date"))) {
            expected.add(Map.entry(
                    "Date",
                    new String(HttpDateLine.of(loop), StandardCharsets.US_ASCII)
                            .strip()
                            .substring(6)));
        }
        for (String generated : List.of("Transfer-Encoding", "Content-Length", "Connection")) {
            String value = read.only(generated);
            if (value != null) {
                expected.add(Map.entry(generated, value));
            }
        }
        check(read.fields.equals(expected), "fields %s, not %s", read.fields, expected);
        check(output.isClosing() == "close".equals(read.only("Connection")), "the close is not said");

        boolean none = toHead || List.of(204, 205, 304).contains(read.status);
        byte[] meant = none ? new byte[0] : draft.response.isComplete() ? draft.body : data.toByteArray();
        long length = draft.response.contentLength();
        int some = length < 0 || none ? meant.length : (int) Math.min(meant.length, length);
        check(Arrays.equals(read.body(), Arrays.copyOf(meant, some)), "the body");
        List<Map.Entry<String, String>> behind = new ArrayList<>();
        trailers.forEach(field -> behind.add(Map.entry(field.getKey(), StrictResponse.trimmed(field.getValue()))));
        check(read.trailers.equals(chunked ? behind : List.of()), "the trailers");
        String said = read.only("Content-Length");
        check(said == null || said.equals(read.status == 205 ? "0" : String.valueOf(length)), "the length %s", said);
    }

    private ResponsePart.Data part(Choices choices) {
        byte[] some = choices.octets(choices.below(24));
        byte[] bytes = choices.below(64) == 1 ? Arrays.copyOf(some, 4096 + choices.below(2)) : some;
        data.writeBytes(bytes);
        ByteBuffer shifted = ByteBuffer.allocate(bytes.length + 7)
                .position(3)
                .put(bytes)
                .flip()
                .position(3);
        return (ResponsePart.Data) ResponsePart.of(shifted);
    }

    private static Fields trailers(Choices choices) {
        Fields.Builder builder = Fields.builder();
        for (int i = choices.below(4); i > 0; i--) {
            String name = choices.oneOf("X-Sum", "Digest", "Host", "Trailer", "Content-Length", text(choices, 5));
            String value = text(choices, 8);
            attempt(
                    () -> new ResponsePart.Trailers(
                            Fields.builder().add(name, value).build()),
                    trailer -> {
                        check(!name.equals("Host") && !name.equals("Content-Length"), "the trailer %s", name);
                        builder.add(name, value);
                    });
        }
        return builder.build();
    }

    private static Request request(String method, int minor, boolean persistent) {
        String connection = persistent ? "keep-alive" : "close";
        String head = method + " / HTTP/1." + minor + "\r\nHost: h\r\nConnection: " + connection + "\r\n\r\n";
        RequestParser parser = new RequestParser(ParserLimits.defaults());
        parser.parse(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        return ServerAccess.get().request(parser.head(), Nowhere.INSTANCE, HandlerSupport.NONE);
    }

    /** Text that may have anything, and sometimes a character whose low octet alone would be CR or LF. */
    private static String text(Choices choices, int most) {
        int kind = choices.octet();
        String text = choices.text(kind % (most + 1));
        return kind < 224 ? text : text + (kind < 240 ? '\u010d' : '\u560a') + "x";
    }

    private static <T> void attempt(Supplier<T> made, java.util.function.Consumer<T> then) {
        T result;
        try {
            result = made.get();
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return;
        }
        then.accept(result);
    }

    /** The way out of a connection that carries nothing but this response. */
    private static final class Output extends Http1Output {
        Output(EventLoop loop) {
            super(loop, null);
        }

        @Override
        boolean isLast() {
            return false;
        }

        @Override
        public void answered(Answer answer, CloseReason how) {}

        @Override
        public void broken(Answer answer, CloseReason how) {}

        @Override
        public void lost(Answer answer, CloseReason how) {}

        @Override
        public void upgraded(Answer answer, Protocol next) {}

        @Override
        public void resume() {}

        @Override
        protected void step() {}
    }

    /** A response under construction, and what it was asked to be. */
    private static final class Draft {
        private Response response;
        private final List<Map.Entry<String, String>> fields = new ArrayList<>();
        private final byte[] body;

        private Draft(Response response, byte[] body) {
            this.response = response;
            this.body = body;
        }

        static Draft of(Choices choices) {
            Draft draft = begun(choices);
            for (int kind = choices.below(8); kind != 0; kind = choices.below(8)) {
                draft.change(kind, choices);
            }
            return draft;
        }

        private static Draft begun(Choices choices) {
            int kind = choices.below(8);
            byte[] body = choices.octets(choices.below(32));
            String text = new String(body, StandardCharsets.UTF_8);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return switch (kind) {
                case 0 -> typed(Response.text(text), "text/plain; charset=utf-8", utf8);
                case 1 -> typed(Response.html(text), "text/html; charset=utf-8", utf8);
                case 2 -> typed(Response.json(text), "application/json", utf8);
                case 3 -> typed(Response.bytes("a/b", ByteBuffer.wrap(body)), "a/b", body);
                case 4, 5 -> typed(Response.ok("c/d"), "c/d", body);
                case 6 -> new Draft(Response.of(204), new byte[0]);
                default -> redirect(choices);
            };
        }

        private static Draft typed(Response response, String type, byte[] body) {
            Draft draft = new Draft(response, body);
            draft.fields.add(Map.entry("Content-Type", type));
            return draft;
        }

        private static Draft redirect(Choices choices) {
            String location = text(choices, 12);
            Draft draft = new Draft(Response.of(404), new byte[0]);
            attempt(() -> Response.redirect(302, location), made -> {
                draft.response = made;
                draft.fields.add(Map.entry("Location", StrictResponse.trimmed(location)));
            });
            return draft;
        }

        private void change(int kind, Choices choices) {
            switch (kind) {
                case 1, 2 -> header(choices, false);
                case 3 -> header(choices, true);
                case 4 -> status(choices);
                case 5 -> length(choices.below(64));
                case 6 -> attempt(() -> response.endless(), made -> response = made);
                default -> response = response.close();
            }
        }

        private void status(Choices choices) {
            int status =
                    choices.below(3) > 0 ? choices.oneOf(200, 204, 205, 304, 103, 100, 101) : choices.wideBelow(700);
            attempt(() -> response.status(status), made -> response = made);
        }

        private void length(long length) {
            attempt(() -> response.length(length), made -> response = made);
        }

        private void header(Choices choices, boolean instead) {
            String name = choices.below(3) == 0 ? text(choices, 6) : choices.oneOf(NAMES);
            String value = text(choices, 12);
            attempt(() -> instead ? response.replaceHeader(name, value) : response.header(name, value), made -> {
                response = made;
                add(name, StrictResponse.trimmed(value), instead);
            });
        }

        private void add(String name, String value, boolean instead) {
            int at = fields.size();
            for (int i = fields.size() - 1; instead && i >= 0; i--) {
                if (fields.get(i).getKey().equalsIgnoreCase(name)) {
                    fields.remove(i);
                    at = i;
                }
            }
            fields.add(Math.min(at, fields.size()), Map.entry(name, value));
        }
    }

    /** Both ends of the box that a writer writes into. */
    private static final class Ends extends Component {
        private static final BoxSpec<IoBuffer> BOX =
                BoxSpec.of("Ends", "inbox", "what leaves", 1024, IoBuffer::remaining);
        private final Inbox<IoBuffer> inbox = new Inbox<>(this, BOX);
        private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");

        @Override
        protected void step() {}

        byte[] take() {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            int counted = inbox.bytes();
            for (IoBuffer buffer; (buffer = inbox.poll()) != null; ) {
                byte[] some = new byte[buffer.remaining()];
                buffer.bytes().get(some);
                octets.writeBytes(some);
                buffer.release();
            }
            check(counted == octets.size(), "%d bytes are counted and %d leave", counted, octets.size());
            return octets.toByteArray();
        }
    }

    /** A connection that is none. */
    private enum Nowhere implements Request.Origin {
        INSTANCE;

        @Override
        public String serverName() {
            return "fuzz";
        }

        @Override
        public @Nullable SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return null;
        }

        @Override
        public boolean isSecure() {
            return false;
        }
    }
}
