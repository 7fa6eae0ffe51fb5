package org.kamaelia.fuzzing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.http1.Http1RequestHead;
import org.kamaelia.http.http1.RequestParser;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Refusal;

/**
 * What a parser made of the octets of a connection, as a text that is the same for every way to cut them: quick enough for
 * millions of inputs. All pieces lie in one buffer, so nothing is copied.
 */
public final class Trace {

    /** A message that the parser has seen the end of, or at least of its head: where it lies and what it means. */
    public static final class Message {
        public final int start;
        public final int headEnd;
        public final Http1RequestHead head;
        public final ByteArrayOutputStream body = new ByteArrayOutputStream();
        public Fields trailers = Fields.empty();
        /** The index behind the last octet; -1 while the message is incomplete. */
        public int end = -1;

        private Message(int start, int headEnd, Http1RequestHead head) {
            this.start = start;
            this.headEnd = headEnd;
            this.head = head;
        }
    }

    private static final int MARGIN = 3;

    public final List<Message> messages = new ArrayList<>();
    public final RequestParser parser;

    public @Nullable Refusal refusal;

    private final StringBuilder text = new StringBuilder(256);
    private final ByteBuffer in;
    private int messageStart;

    private Trace(ParserLimits limits, ByteBuffer in) {
        parser = new RequestParser(limits);
        this.in = in;
    }

    /** Parses the octets whole, one by one, and in these pieces again and again; fails unless all give the same. */
    public static Trace ofEverySplit(ParserLimits limits, byte[] octets, int... pieces) {
        Trace whole = of(limits, octets, ByteOrder.LITTLE_ENDIAN, Math.max(1, octets.length));
        whole.assertSame(of(limits, octets, ByteOrder.LITTLE_ENDIAN, 1), "octet by octet");
        whole.assertSame(of(limits, octets, ByteOrder.BIG_ENDIAN, pieces), "in pieces");
        int first = 1 + Math.floorMod(pieces[0] * 64 + pieces[1], Math.max(1, octets.length));
        whole.assertSame(of(limits, octets, ByteOrder.BIG_ENDIAN, first, octets.length), "in two pieces");
        return whole;
    }

    private static Trace of(ParserLimits limits, byte[] octets, ByteOrder order, int... sizes) {
        ByteBuffer in = ByteBuffer.allocate(octets.length + 2 * MARGIN).order(order);
        in.position(MARGIN).put(octets);
        Trace trace = new Trace(limits, in);
        int from = 0;
        for (int i = 0; from < octets.length; i++) {
            int size = Math.min(sizes[i % sizes.length], octets.length - from);
            trace.feed(from, from + size);
            from += size;
        }
        trace.finish();
        return trace;
    }

    private void feed(int from, int to) {
        in.limit(MARGIN + to).position(MARGIN + from);
        while (true) {
            RequestParser.Event event = parser.parse(in);
            if (event == RequestParser.Event.REFUSED) {
                refused();
                return;
            }
            check(refusal == null, "an event follows a refusal");
            if (event == RequestParser.Event.MORE) {
                check(!in.hasRemaining(), "MORE leaves octets");
                return;
            }
            record(event, in.position() - MARGIN);
        }
    }

    private void record(RequestParser.Event event, int consumed) {
        if (event == RequestParser.Event.HEAD) {
            messages.add(new Message(messageStart, consumed, parser.head()));
            describe(messages.get(messages.size() - 1));
            return;
        }
        Message message = messages.get(messages.size() - 1);
        check(message.end < 0, "an event of a body follows the end");
        if (event == RequestParser.Event.CHUNK) {
            check(parser.chunkStart() < parser.chunkEnd(), "a chunk is empty");
            check(in.position() == parser.chunkEnd(), "a chunk is not consumed");
            message.body.write(in.array(), parser.chunkStart(), parser.chunkEnd() - parser.chunkStart());
            return;
        }
        check(event == RequestParser.Event.END, "an event is unknown");
        message.end = consumed;
        message.trailers = parser.trailers();
        messageStart = consumed;
        text.append("BODY ").append(message.body.toString(StandardCharsets.ISO_8859_1));
        text.append(" END@").append(consumed);
        lines(message.trailers);
    }

    private void refused() {
        int position = in.position();
        if (refusal == null) {
            refusal = parser.refusal();
        }
        check(parser.parse(in) == RequestParser.Event.REFUSED, "a refusal is taken back");
        check(in.position() == position, "octets are consumed after a refusal");
        check(parser.refusal() == refusal, "a refusal changes");
        check(!parser.idle() && !parser.midHead() && !parser.midBody(), "a message goes on after a refusal");
    }

    private void finish() {
        if (!messages.isEmpty() && messages.get(messages.size() - 1).end < 0) {
            text.append("BODY ").append(messages.get(messages.size() - 1).body.toString(StandardCharsets.ISO_8859_1));
        }
        text.append(" refusal=").append(refusal);
        if (refusal == null) {
            text.append(parser.idle()).append(parser.midHead()).append(parser.midBody());
        }
    }

    private void describe(Message message) {
        Http1RequestHead head = message.head;
        text.append("HEAD@").append(message.headEnd).append(' ').append(head.method());
        text.append('|').append(head.target()).append('|').append(head.form());
        text.append('|').append(head.path()).append('|').append(head.query());
        text.append('|').append(head.authority()).append('|').append(head.host());
        text.append('|').append(head.port()).append('|').append(head.minorVersion());
        text.append('|').append(head.keepAlive()).append(head.expectsContinue());
        text.append('|').append(head.contentLength()).append(head.chunked()).append(head.hasBody());
        lines(head.fields());
    }

    private void lines(Fields fields) {
        for (Map.Entry<String, String> line : fields) {
            text.append('[')
                    .append(line.getKey())
                    .append('=')
                    .append(line.getValue())
                    .append(']');
        }
        text.append('\n');
    }

    private void assertSame(Trace other, String how) {
        check(text.compareTo(other.text) == 0, "whole\n%s\nbut %s\n%s", text, how, other.text);
    }

    /** Fails with this sentence unless the condition holds; much quicker than a fluent assertion. */
    public static void check(boolean holds, String otherwise, Object... arguments) {
        if (!holds) {
            throw new AssertionError(arguments.length == 0 ? otherwise : String.format(otherwise, arguments));
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
