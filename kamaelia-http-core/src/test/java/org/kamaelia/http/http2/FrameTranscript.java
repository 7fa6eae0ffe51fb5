package org.kamaelia.http.http2;

import static org.kamaelia.fuzzing.Trace.check;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;

/** What a reader makes of the octets of a connection, as lines that are the same for every way to cut the octets. */
final class FrameTranscript {

    /** The preface of a client and an empty SETTINGS frame. */
    static final String START = "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a" + "000000040000000000";

    /** The most octets of a field block in these tests. */
    static final int MAX_BLOCK = 20_000;

    static final int MAX_BLOCK_FRAMES = 5;

    final List<String> events = new ArrayList<>();
    /** What a reader of heads makes of the field blocks. */
    final List<String> heads = new ArrayList<>();

    private final HeadReader headReader = new HeadReader(ParserLimits.defaults(), true);
    private @Nullable Http2Fault headFault;

    final FrameReader reader = new FrameReader(16_384, MAX_BLOCK, MAX_BLOCK_FRAMES);

    private final ByteArrayOutputStream views = new ByteArrayOutputStream();
    private String open = "";
    private int counted;
    private int padding;

    /** The header of a frame, as hexadecimal digits. */
    static String header(int length, int type, int flags, int stream) {
        return String.format("%06x%02x%02x%08x", length, type, flags, stream);
    }

    /** A frame, as hexadecimal digits. */
    static String frame(int type, int flags, int stream, String payload) {
        String digits = payload.replaceAll("\\s", "");
        return header(digits.length() / 2, type, flags, stream) + digits;
    }

    /** Reads octets whole, one by one and in pieces, and returns the events, which must be the same. */
    static List<String> read(String digits) {
        byte[] octets = Decoding.hex(digits);
        return read(octets, 7).events;
    }

    /** Reads octets whole, one by one and in pieces of a length, which must give the same. */
    static FrameTranscript read(byte[] octets, int piece) {
        FrameTranscript whole = read(octets, Math.max(1, octets.length), ByteOrder.BIG_ENDIAN);
        whole.assertSame(read(octets, 1, ByteOrder.LITTLE_ENDIAN));
        whole.assertSame(read(octets, piece, ByteOrder.BIG_ENDIAN));
        return whole;
    }

    private void assertSame(FrameTranscript other) {
        check(events.equals(other.events), "whole\n%s\nbut in pieces\n%s", events, other.events);
        check(heads.equals(other.heads), "whole\n%s\nbut in pieces\n%s", heads, other.heads);
    }

    /** The events after the start of a connection. */
    static List<String> afterStart(String digits) {
        List<String> events = read(START + digits);
        check(events.get(0).equals("SETTINGS_END 0"), "the start is missing: %s", events);
        return events.subList(1, events.size());
    }

    private static FrameTranscript read(byte[] octets, int piece, ByteOrder order) {
        FrameTranscript transcript = new FrameTranscript();
        ByteBuffer in = ByteBuffer.allocateDirect(octets.length + 3).order(order);
        in.position(3).put(octets);
        for (int at = 0; at < octets.length; at += piece) {
            in.limit(3 + Math.min(octets.length, at + piece)).position(3 + at);
            if (!transcript.feed(in)) {
                break;
            }
        }
        return transcript;
    }

    /** Reads all events. Returns false after a fault that ends the connection. */
    private boolean feed(ByteBuffer in) {
        while (true) {
            FrameEvent event = reader.read(in);
            switch (event) {
                case MORE -> {
                    check(!in.hasRemaining(), "MORE leaves octets");
                    return true;
                }
                case FAULT -> {
                    Http2Fault fault = Objects.requireNonNull(reader.fault());
                    events.add("FAULT " + reader.frame().stream() + " " + fault);
                    if (fault.scope() == Http2Fault.Scope.CONNECTION) {
                        check(reader.read(in) == FrameEvent.FAULT, "a fault is taken back");
                        return false;
                    }
                }
                default -> event(event, in);
            }
        }
    }

    private void event(FrameEvent event, ByteBuffer in) {
        Frame frame = reader.frame();
        String of = event + " " + frame.stream();
        switch (event) {
            case DATA -> data(in);
            case HEADERS -> {
                open = of
                        + (frame.endStream() ? " END_STREAM" : "")
                        + (reader.fault() == null ? "" : " " + reader.fault());
                views.reset();
                check(reader.inFieldBlock(), "no block");
                beginHead();
            }
            case FRAGMENT -> {
                view(in);
                fragment(in);
            }
            case HEADERS_END -> {
                check(frame.endStream() == open.contains("END_STREAM"), "the end of the stream changes");
                check(!reader.inFieldBlock(), "the block does not end");
                endHead();
                events.add(open + " " + views.toString(StandardCharsets.ISO_8859_1));
            }
            case RST_STREAM -> events.add(of + " " + frame.code());
            case GOAWAY -> events.add(of + " " + frame.value() + " " + frame.code());
            case SETTING -> events.add(of + " " + frame.id() + "=" + Integer.toUnsignedString(frame.value()));
            case PING, PING_ACK -> events.add(of + " " + Long.toHexString(frame.opaque()));
            case WINDOW_UPDATE -> events.add(of + " " + frame.value());
            case PRIORITY_UPDATE -> events.add(of + " " + frame.value() + " " + frame.priority());
            default -> events.add(of);
        }
    }

    private void data(ByteBuffer in) {
        Frame frame = reader.frame();
        if (frame.counted() > 0 || frame.start() == frame.end()) {
            views.reset();
            counted = frame.counted();
            padding = frame.padding();
        }
        view(in);
        if (views.size() == counted - padding) {
            events.add("DATA " + frame.stream() + " " + counted + "-" + padding
                    + (frame.endStream() ? " END_STREAM" : "") + " " + views.toString(StandardCharsets.ISO_8859_1));
        } else {
            check(!frame.endStream(), "the stream ends too early");
        }
    }

    private void view(ByteBuffer in) {
        for (int i = reader.frame().start(); i < reader.frame().end(); i++) {
            views.write(in.get(i));
        }
    }

    private void beginHead() {
        if (headFault == null && heads.size() % 4 == 3) {
            headReader.beginTrailers();
        } else if (headFault == null) {
            headReader.beginRequest(reader.frame().endStream());
        }
    }

    private void fragment(ByteBuffer in) {
        if (headFault == null) {
            headFault = headReader.fragment(
                    in, reader.frame().start(), reader.frame().end());
        }
    }

    private void endHead() {
        if (headFault != null) {
            return;
        }
        boolean trailers = heads.size() % 4 == 3;
        Http2Fault fault = headReader.end();
        if (fault != null) {
            heads.add(fault.toString());
            headFault = fault.scope() == Http2Fault.Scope.CONNECTION ? fault : null;
        } else if (trailers) {
            heads.add(lines(headReader.trailers()));
        } else {
            Http2RequestHead head = headReader.head();
            heads.add(head + " " + head.query() + " " + head.authority() + " " + head.bodyLength()
                    + lines(head.fields()));
        }
    }

    private static String lines(Fields fields) {
        StringBuilder lines = new StringBuilder();
        fields.forEach(line -> lines.append('[').append(line).append(']'));
        return lines.toString();
    }
}
