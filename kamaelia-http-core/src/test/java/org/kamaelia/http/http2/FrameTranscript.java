package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a reader makes of the octets of a connection, as lines that are the same for every way to cut the octets. */
final class FrameTranscript {

    /** The preface of a client and an empty SETTINGS frame. */
    static final String START = "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a" + "000000040000000000";

    /** The most octets of a field block in these tests. */
    static final int MAX_BLOCK = 20_000;

    static final int MAX_BLOCK_FRAMES = 5;

    final List<String> events = new ArrayList<>();
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
        List<String> whole = read(octets, octets.length, ByteOrder.BIG_ENDIAN);
        assertThat(read(octets, 1, ByteOrder.LITTLE_ENDIAN))
                .as("octet by octet")
                .isEqualTo(whole);
        assertThat(read(octets, 7, ByteOrder.BIG_ENDIAN)).as("in pieces").isEqualTo(whole);
        return whole;
    }

    /** The events after the start of a connection. */
    static List<String> afterStart(String digits) {
        List<String> events = read(START + digits);
        assertThat(events).startsWith("SETTINGS_END 0");
        return events.subList(1, events.size());
    }

    private static List<String> read(byte[] octets, int piece, ByteOrder order) {
        FrameTranscript transcript = new FrameTranscript();
        ByteBuffer in = ByteBuffer.allocateDirect(octets.length + 3).order(order);
        in.position(3).put(octets);
        for (int at = 0; at < octets.length; at += piece) {
            in.limit(3 + Math.min(octets.length, at + piece)).position(3 + at);
            if (!transcript.feed(in)) {
                break;
            }
        }
        return transcript.events;
    }

    /** Reads all events. Returns false after a fault that ends the connection. */
    private boolean feed(ByteBuffer in) {
        while (true) {
            FrameEvent event = reader.read(in);
            switch (event) {
                case MORE -> {
                    assertThat(in.hasRemaining()).isFalse();
                    return true;
                }
                case FAULT -> {
                    Http2Fault fault = Objects.requireNonNull(reader.fault());
                    events.add("FAULT " + reader.frame().stream() + " " + fault);
                    if (fault.scope() == Http2Fault.Scope.CONNECTION) {
                        assertThat(reader.read(in)).isEqualTo(FrameEvent.FAULT);
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
                assertThat(reader.inFieldBlock()).isTrue();
            }
            case FRAGMENT -> view(in);
            case HEADERS_END -> {
                assertThat(frame.endStream()).isEqualTo(open.contains("END_STREAM"));
                assertThat(reader.inFieldBlock()).isFalse();
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
            assertThat(frame.endStream()).isFalse();
        }
    }

    private void view(ByteBuffer in) {
        for (int i = reader.frame().start(); i < reader.frame().end(); i++) {
            views.write(in.get(i));
        }
    }
}
