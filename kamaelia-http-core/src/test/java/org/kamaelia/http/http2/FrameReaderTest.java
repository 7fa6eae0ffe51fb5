package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.kamaelia.http.http2.FrameCase.NEXT;
import static org.kamaelia.http.http2.FrameCase.ends;
import static org.kamaelia.http.http2.FrameCase.reads;
import static org.kamaelia.http.http2.FrameCase.resets;
import static org.kamaelia.http.http2.FrameTranscript.START;
import static org.kamaelia.http.http2.FrameTranscript.frame;
import static org.kamaelia.http.http2.FrameTranscript.header;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Frames are read strictly (RFC 9113 3.4, 4, 6)")
class FrameReaderTest {
    private static final String PREFACE = START.substring(0, 48);

    @TestFactory
    @DisplayName("a connection begins with the preface and SETTINGS (RFC 9113 3.4)")
    Stream<DynamicTest> preface() {
        return Stream.of(
                dynamicTest("each octet of the preface is checked", () -> {
                    for (int i = 0; i < PREFACE.length(); i += 2) {
                        String wrong = PREFACE.substring(0, i) + "ff";
                        assertThat(FrameTranscript.read(wrong)).containsExactly("FAULT 0 PREFACE");
                    }
                }),
                dynamicTest(
                        "SETTINGS with settings",
                        () -> assertThat(FrameTranscript.read(
                                        PREFACE + frame(Frames.SETTINGS, 0, 0, "000300000064 0004 0000ffff")))
                                .containsExactly("SETTING 0 3=100", "SETTING 0 4=65535", "SETTINGS_END 0")),
                first("PING", NEXT),
                first("HEADERS", frame(Frames.HEADERS, 5, 1, "82")),
                first("an acknowledgement of SETTINGS", frame(Frames.SETTINGS, Frames.ACK, 0, "")),
                first("a frame of an unknown type", frame(0xbe, 0, 0, "")));
    }

    private static DynamicTest first(String what, String digits) {
        return dynamicTest(
                "PROTOCOL_ERROR if the first frame is " + what,
                () -> assertThat(FrameTranscript.read(PREFACE + digits))
                        .last()
                        .asString()
                        .endsWith(" FIRST_FRAME"));
    }

    @TestFactory
    @DisplayName(
            "a frame is a header of nine octets and a payload of at most SETTINGS_MAX_FRAME_SIZE (RFC 9113 4.1, 4.2)")
    Stream<DynamicTest> format() {
        return Stream.of(
                reads("a stream number without its reserved bit", frame(0, 0, 0x8000_0001, "61"), "DATA 1 1-0 a"),
                reads("unknown flags as if they were absent", frame(0, 0xf6, 1, "61"), "DATA 1 1-0 a"),
                reads("the longest frame", frame(0, 0, 1, "61".repeat(16_384)), "DATA 1 16384-0 " + "a".repeat(16_384)),
                reads(
                        "no payload of an unknown type",
                        frame(0xbe, 0xff, 0x7fff_ffff, "00".repeat(300)),
                        "UNKNOWN 2147483647"),
                ends("a longer frame", Http2Fault.FRAME_LENGTH, ErrorCode.FRAME_SIZE_ERROR, header(16_385, 0, 0, 1)),
                ends(
                        "a longer frame of an unknown type",
                        Http2Fault.FRAME_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        header(16_777_215, 0xbe, 0, 0)));
    }

    @TestFactory
    @DisplayName("DATA (RFC 9113 6.1)")
    Stream<DynamicTest> data() {
        return Stream.of(
                reads("data", frame(0, 0, 1, "616263"), "DATA 1 3-0 abc"),
                reads("the end of a stream", frame(0, 1, 3, "61"), "DATA 3 1-0 END_STREAM a"),
                reads("no data", frame(0, 1, 1, ""), "DATA 1 0-0 END_STREAM "),
                reads(
                        "padding, which counts for flow control",
                        frame(0, 9, 1, "03 6162 000000"),
                        "DATA 1 6-4 END_STREAM ab"),
                reads("padding of no octets", frame(0, 8, 1, "00 61"), "DATA 1 2-1 a"),
                reads("nothing but padding", frame(0, 8, 1, "02 0000"), "DATA 1 3-3 "),
                reads("padding that is not zero", frame(0, 8, 1, "01 61 ff"), "DATA 1 3-2 a"),
                ends("stream 0", Http2Fault.DATA_STREAM, ErrorCode.PROTOCOL_ERROR, frame(0, 0, 0, "61")),
                ends(
                        "padding as long as the payload",
                        Http2Fault.PADDING,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(0, 8, 1, "02 61")),
                ends(
                        "no length of the padding",
                        Http2Fault.FRAME_TOO_SHORT,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(0, 8, 1, "")));
    }

    @TestFactory
    @DisplayName("HEADERS and CONTINUATION (RFC 9113 4.3, 6.2, 6.10)")
    Stream<DynamicTest> headers() {
        String begun = frame(1, 0, 1, "61");
        return Stream.of(
                reads("a whole block", frame(1, 4, 1, "616263"), "HEADERS 1 abc"),
                reads("the end of the stream", frame(1, 5, 1, "61"), "HEADERS 1 END_STREAM a"),
                reads("an empty block", frame(1, 4, 1, ""), "HEADERS 1 "),
                reads("padding", frame(1, 12, 1, "02 6162 0000"), "HEADERS 1 ab"),
                reads("a dependency, which has no meaning", frame(1, 0x24, 3, "80000001 ff 61"), "HEADERS 3 a"),
                reads("padding and a dependency", frame(1, 0x2c, 3, "01 00000000 10 61 00"), "HEADERS 3 a"),
                reads(
                        "a block in pieces",
                        frame(1, 1, 1, "61") + frame(9, 0, 1, "62") + frame(9, 4, 1, "63"),
                        "HEADERS 1 END_STREAM abc"),
                reads("an empty CONTINUATION", begun + frame(9, 0, 1, "") + frame(9, 4, 1, ""), "HEADERS 1 a"),
                reads(
                        "a stream that depends on itself, with its block",
                        frame(1, 0x24, 1, "00000001 00 61"),
                        "HEADERS 1 SELF_DEPENDENCY a"),
                ends("stream 0", Http2Fault.HEADERS_STREAM, ErrorCode.PROTOCOL_ERROR, frame(1, 4, 0, "82")),
                ends("an even stream", Http2Fault.STREAM_PARITY, ErrorCode.PROTOCOL_ERROR, frame(1, 4, 2, "82")),
                ends("too much padding", Http2Fault.PADDING, ErrorCode.PROTOCOL_ERROR, frame(1, 12, 1, "03 6162")),
                ends(
                        "padding over the dependency",
                        Http2Fault.PADDING,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(1, 0x2c, 1, "01 00000000 00")),
                ends(
                        "half a dependency",
                        Http2Fault.FRAME_TOO_SHORT,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(1, 0x24, 1, "000000")),
                ends(
                        "no length of the padding",
                        Http2Fault.FRAME_TOO_SHORT,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(1, 12, 1, "")),
                ends(
                        "another frame within a block",
                        Http2Fault.CONTINUATION_EXPECTED,
                        ErrorCode.PROTOCOL_ERROR,
                        begun + NEXT),
                ends(
                        "an unknown frame within a block",
                        Http2Fault.CONTINUATION_EXPECTED,
                        ErrorCode.PROTOCOL_ERROR,
                        begun + frame(0xbe, 0, 0, "")),
                ends(
                        "HEADERS within a block",
                        Http2Fault.CONTINUATION_EXPECTED,
                        ErrorCode.PROTOCOL_ERROR,
                        begun + frame(1, 4, 3, "")),
                ends(
                        "CONTINUATION of another stream",
                        Http2Fault.CONTINUATION_EXPECTED,
                        ErrorCode.PROTOCOL_ERROR,
                        begun + frame(9, 4, 3, "")),
                ends(
                        "CONTINUATION of no block",
                        Http2Fault.CONTINUATION_ALONE,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(9, 4, 1, "82")),
                ends(
                        "CONTINUATION after the end of its block",
                        Http2Fault.CONTINUATION_ALONE,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(1, 4, 1, "82") + frame(9, 4, 1, "82")));
    }

    @TestFactory
    @DisplayName("a field block has a bound of octets and of frames (RFC 9113 10.5.1)")
    Stream<DynamicTest> blockBounds() {
        String begun = frame(1, 0, 1, "");
        String most = "00".repeat(FrameTranscript.MAX_BLOCK - 16_384);
        return Stream.of(
                reads(
                        "the most octets",
                        frame(1, 0, 1, "00".repeat(16_384)) + frame(9, 4, 1, most),
                        "HEADERS 1 " + "\0".repeat(FrameTranscript.MAX_BLOCK)),
                reads("the most frames", begun + frame(9, 0, 1, "61").repeat(3) + frame(9, 4, 1, ""), "HEADERS 1 aaa"),
                ends(
                        "one octet more",
                        Http2Fault.FIELD_BLOCK_SIZE,
                        ErrorCode.ENHANCE_YOUR_CALM,
                        frame(1, 0, 1, "00".repeat(16_384)) + header(most.length() / 2 + 1, 9, 4, 1)),
                ends(
                        "one frame more",
                        Http2Fault.FIELD_BLOCK_FRAMES,
                        ErrorCode.ENHANCE_YOUR_CALM,
                        begun + frame(9, 0, 1, "").repeat(4) + header(1, 9, 0, 1)));
    }

    @TestFactory
    @DisplayName("PRIORITY and RST_STREAM (RFC 9113 6.3, 6.4)")
    Stream<DynamicTest> priorityAndReset() {
        return Stream.of(
                reads("PRIORITY", frame(2, 0, 3, "00000001 0f"), "PRIORITY 3"),
                resets(
                        "PRIORITY of four octets",
                        Http2Fault.PRIORITY_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(2, 0, 1, "00000003")),
                resets(
                        "PRIORITY of six octets",
                        Http2Fault.PRIORITY_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(2, 0, 1, "000000030000")),
                resets(
                        "a stream that depends on itself",
                        Http2Fault.SELF_DEPENDENCY,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(2, 0, 1, "80000001 00")),
                ends(
                        "PRIORITY on stream 0",
                        Http2Fault.PRIORITY_STREAM,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(2, 0, 0, "0000000100")),
                reads("RST_STREAM", frame(3, 0, 1, "00000008"), "RST_STREAM 1 CANCEL"),
                reads("RST_STREAM with an unknown code", frame(3, 0, 1, "ffffffff"), "RST_STREAM 1 null"),
                ends(
                        "RST_STREAM on stream 0",
                        Http2Fault.RST_STREAM_STREAM,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(3, 0, 0, "00000008")),
                ends(
                        "RST_STREAM of three octets",
                        Http2Fault.RST_STREAM_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(3, 0, 1, "000008")),
                ends(
                        "RST_STREAM of five octets",
                        Http2Fault.RST_STREAM_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(3, 0, 1, "0000000800")));
    }

    @Test
    @DisplayName("between frames the reader is not in a frame")
    void midFrame() {
        FrameReader reader = new FrameReader(16_384, 100, 1);
        ByteBuffer in = ByteBuffer.wrap(Decoding.hex(START + NEXT));
        int length = in.limit();
        for (int i : IntStream.rangeClosed(1, length).toArray()) {
            in.limit(i);
            while (reader.read(in) != FrameEvent.MORE) {}
            boolean between = i == length || i == START.length() / 2 || i == PREFACE.length() / 2;
            assertThat(reader.midFrame()).as("after %d octets", i).isEqualTo(!between);
            assertThat(reader.started()).isEqualTo(i >= START.length() / 2);
        }
    }
}
