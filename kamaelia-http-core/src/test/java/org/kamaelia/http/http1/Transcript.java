package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Refusal;

/**
 * What a parser made of some octets: its events in order, each with the number of octets consumed up to it. Chunks of
 * one body are joined, since how it is cut depends on the buffers.
 */
final class Transcript {

    /** The limits most cases run with. */
    static final ParserLimits LIMITS = ParserLimits.defaults();

    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: next\r\n\r\n";

    final List<String> events = new ArrayList<>();
    final List<Http1RequestHead> heads = new ArrayList<>();
    final List<String> bodies = new ArrayList<>();
    final List<Fields> trailers = new ArrayList<>();

    @Nullable
    Refusal refusal;

    final RequestParser parser;

    private final StringBuilder body = new StringBuilder();
    private long consumed;

    private Transcript(ParserLimits limits) {
        parser = new RequestParser(limits);
    }

    /** The octets of a request with this request line and these field lines, and the empty line. */
    static String request(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    static Transcript of(String raw) {
        return of(raw, LIMITS);
    }

    /**
     * Parses the octets (ISO-8859-1) in every way there is, and asserts that all ways give the same events: whole,
     * octet by octet, divided at every position, and followed by another request; in heap and in direct buffers of both
     * byte orders, which begin at other positions than 0.
     */
    static Transcript of(String raw, ParserLimits limits) {
        byte[] octets = raw.getBytes(StandardCharsets.ISO_8859_1);
        Transcript whole = parse(limits, octets, octets.length);
        assertThat(parse(limits, octets, 1).events).as("octet by octet").isEqualTo(whole.events);
        for (int at = 1; at < octets.length; at++) {
            assertThat(parse(limits, octets, at, octets.length - at).events)
                    .as("divided at %d", at)
                    .isEqualTo(whole.events);
        }
        if (whole.refusal != null || whole.parser.idle()) {
            whole.assertSameBeforeAnotherRequest(limits, raw);
        }
        return whole;
    }

    /** Parses the octets in pieces of the given sizes, the last one again and again. */
    static Transcript parse(ParserLimits limits, byte[] octets, int... sizes) {
        Transcript transcript = new Transcript(limits);
        int from = 0;
        for (int i = 0; from < octets.length; i++) {
            int size = Math.min(sizes[Math.min(i, sizes.length - 1)], octets.length - from);
            transcript.feed(buffer(octets, from, size, i + from + octets.length));
            from += size;
        }
        if (octets.length == 0) {
            transcript.feed(ByteBuffer.allocate(0));
        }
        transcript.finish();
        return transcript;
    }

    private void assertSameBeforeAnotherRequest(ParserLimits limits, String raw) {
        byte[] octets = (raw + NEXT).getBytes(StandardCharsets.ISO_8859_1);
        List<String> expected = new ArrayList<>(events);
        if (refusal == null) {
            expected.remove(expected.size() - 1);
            expected.addAll(parse(limits, NEXT.getBytes(StandardCharsets.ISO_8859_1), NEXT.length())
                    .shifted(raw.length()));
        }
        assertThat(parse(limits, octets, octets.length).events)
                .as("followed by a request")
                .isEqualTo(expected);
        assertThat(parse(limits, octets, 1).events)
                .as("followed by a request, octet by octet")
                .isEqualTo(expected);
        assertThat(parse(limits, octets, raw.length(), NEXT.length()).events)
                .as("followed by a request later")
                .isEqualTo(expected);
    }

    private List<String> shifted(int by) {
        return events.stream()
                .map(event -> {
                    int at = event.indexOf('@');
                    int space = event.indexOf(' ', at);
                    return at < 0
                            ? event
                            : event.substring(0, at + 1)
                                    + (Integer.parseInt(event.substring(at + 1, space)) + by)
                                    + event.substring(space);
                })
                .toList();
    }

    private static ByteBuffer buffer(byte[] octets, int from, int size, int kind) {
        int offset = kind % 5;
        ByteBuffer buffer = (kind & 1) == 0 ? ByteBuffer.allocateDirect(size + 9) : ByteBuffer.allocate(size + 9);
        while (buffer.hasRemaining()) {
            buffer.put((byte) '\n');
        }
        buffer.position(offset).limit(offset + size);
        buffer.put(octets, from, size).flip().position(offset);
        ByteOrder order = (kind & 2) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return ((kind & 4) == 0 ? buffer.asReadOnlyBuffer() : buffer).order(order);
    }

    private void feed(ByteBuffer in) {
        while (true) {
            int before = in.position();
            RequestParser.Event event = parser.parse(in);
            if (event == RequestParser.Event.REFUSED) {
                refused(in);
                return;
            }
            consumed += in.position() - before;
            if (event == RequestParser.Event.MORE) {
                assertThat(in.hasRemaining()).as("MORE leaves nothing").isFalse();
                return;
            }
            record(event, in);
        }
    }

    private void record(RequestParser.Event event, ByteBuffer in) {
        if (event == RequestParser.Event.HEAD) {
            Http1RequestHead head = parser.head();
            heads.add(head);
            events.add("HEAD@" + consumed + " " + describe(head));
        } else if (event == RequestParser.Event.CHUNK) {
            assertThat(parser.chunkStart()).as("a chunk is not empty").isLessThan(parser.chunkEnd());
            assertThat(in.position()).as("a chunk is consumed").isEqualTo(parser.chunkEnd());
            for (int i = parser.chunkStart(); i < parser.chunkEnd(); i++) {
                body.append((char) (in.get(i) & 0xff));
            }
        } else {
            assertThat(event).isEqualTo(RequestParser.Event.END);
            bodies.add(body.toString());
            trailers.add(parser.trailers());
            events.add("BODY " + body);
            events.add("END@" + consumed + " " + lines(parser.trailers()));
            body.setLength(0);
        }
    }

    private void refused(ByteBuffer in) {
        if (refusal == null) {
            refusal = parser.refusal();
            events.add("BODY " + body);
            events.add("REFUSED " + refusal);
        }
        int position = in.position();
        assertThat(parser.parse(in)).isEqualTo(RequestParser.Event.REFUSED);
        assertThat(in.position()).as("a refused parser consumes nothing").isEqualTo(position);
    }

    private void finish() {
        if (refusal == null) {
            events.add("idle=" + parser.idle() + " midHead=" + parser.midHead() + " midBody=" + parser.midBody()
                    + " body=" + body);
        }
    }

    private static String describe(Http1RequestHead head) {
        return String.join(
                "|",
                Arrays.asList(
                        head.method(),
                        head.target(),
                        head.form().name(),
                        head.path(),
                        head.query(),
                        head.authority(),
                        head.host(),
                        head.port() + "",
                        head.minorVersion() + "",
                        head.keepAlive() + "",
                        head.expectsContinue() + "",
                        head.contentLength() + "",
                        head.chunked() + "",
                        head.hasBody() + "",
                        lines(head.fields())));
    }

    private static String lines(Fields fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach(line -> text.append('[')
                .append(line.getKey())
                .append('=')
                .append(line.getValue())
                .append(']'));
        return text.toString();
    }
}
