package org.kamaelia.http.http2;

import static org.kamaelia.http.http2.FrameCase.ends;
import static org.kamaelia.http.http2.FrameCase.reads;
import static org.kamaelia.http.http2.FrameCase.resets;
import static org.kamaelia.http.http2.FrameTranscript.frame;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName(
        "Frames of settings, pings, windows, priorities and the end of a connection are read strictly (RFC 9113 6.5 to 6.9)")
class ControlFramesTest {
    @TestFactory
    @DisplayName("SETTINGS (RFC 9113 6.5, RFC 8441 3, RFC 9218 2.1)")
    Stream<DynamicTest> settings() {
        return Stream.of(
                reads(
                        "each setting",
                        frame(
                                4,
                                0,
                                0,
                                "000100000000 000200000001 0003ffffffff 00047fffffff 000500ffffff 0006ffffffff"
                                        + "000800000001 000900000001"),
                        "SETTING 0 1=0",
                        "SETTING 0 2=1",
                        "SETTING 0 3=4294967295",
                        "SETTING 0 4=2147483647",
                        "SETTING 0 5=16777215",
                        "SETTING 0 6=4294967295",
                        "SETTING 0 8=1",
                        "SETTING 0 9=1",
                        "SETTINGS_END 0"),
                reads(
                        "an unknown setting",
                        frame(4, 0, 0, "beefffffffff"),
                        "SETTING 0 48879=4294967295",
                        "SETTINGS_END 0"),
                reads("an acknowledgement", frame(4, 1, 0, ""), "SETTINGS_ACK 0"),
                ends(
                        "more than 32 settings",
                        Http2Fault.SETTINGS_COUNT,
                        ErrorCode.ENHANCE_YOUR_CALM,
                        frame(4, 0, 0, "beef00000000".repeat(33))),
                ends("a stream", Http2Fault.SETTINGS_STREAM, ErrorCode.PROTOCOL_ERROR, frame(4, 0, 1, "")),
                ends(
                        "an acknowledgement on a stream",
                        Http2Fault.SETTINGS_STREAM,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 1, 1, "")),
                ends(
                        "five octets",
                        Http2Fault.SETTINGS_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(4, 0, 0, "0001000000")),
                ends(
                        "an acknowledgement with settings",
                        Http2Fault.SETTINGS_ACK_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(4, 1, 0, "000100000000")),
                ends(
                        "ENABLE_PUSH of 2",
                        Http2Fault.ENABLE_PUSH,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 0, 0, "000200000002")),
                ends(
                        "a window of 2 GiB",
                        Http2Fault.INITIAL_WINDOW,
                        ErrorCode.FLOW_CONTROL_ERROR,
                        frame(4, 0, 0, "000480000000")),
                ends(
                        "MAX_FRAME_SIZE of 16,383",
                        Http2Fault.MAX_FRAME_SIZE,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 0, 0, "000500003fff")),
                ends(
                        "MAX_FRAME_SIZE of 16 MiB",
                        Http2Fault.MAX_FRAME_SIZE,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 0, 0, "000501000000")),
                ends(
                        "MAX_FRAME_SIZE of 4 GiB",
                        Http2Fault.MAX_FRAME_SIZE,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 0, 0, "0005ffffffff")),
                ends(
                        "ENABLE_CONNECT_PROTOCOL of 2",
                        Http2Fault.CONNECT_PROTOCOL,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 0, 0, "000800000002")),
                ends(
                        "NO_RFC7540_PRIORITIES of 2",
                        Http2Fault.NO_RFC7540_PRIORITIES,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(4, 0, 0, "000900000002")));
    }

    @TestFactory
    @DisplayName("PUSH_PROMISE, PING and GOAWAY (RFC 9113 6.6, 6.7, 6.8)")
    Stream<DynamicTest> pingAndGoAway() {
        return Stream.of(
                ends(
                        "PUSH_PROMISE of a client",
                        Http2Fault.PUSH_PROMISE,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(5, 4, 1, "00000002 82")),
                reads("PING", frame(6, 0, 0, "0123456789abcdef"), "PING 0 123456789abcdef"),
                reads("the answer to a PING", frame(6, 1, 0, "fedcba9876543210"), "PING_ACK 0 fedcba9876543210"),
                ends(
                        "PING on a stream",
                        Http2Fault.PING_STREAM,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(6, 0, 1, "0000000000000000")),
                ends(
                        "PING of seven octets",
                        Http2Fault.PING_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(6, 0, 0, "00000000000000")),
                ends(
                        "PING of nine octets",
                        Http2Fault.PING_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(6, 0, 0, "000000000000000000")),
                reads("GOAWAY", frame(7, 0, 0, "80000005 00000002"), "GOAWAY 0 5 INTERNAL_ERROR"),
                reads("GOAWAY with debug data", frame(7, 0, 0, "00000000 00000000 627965"), "GOAWAY 0 0 NO_ERROR"),
                ends(
                        "GOAWAY on a stream",
                        Http2Fault.GOAWAY_STREAM,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(7, 0, 1, "0000000000000000")),
                ends(
                        "GOAWAY of seven octets",
                        Http2Fault.FRAME_TOO_SHORT,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(7, 0, 0, "00000000000000")));
    }

    @TestFactory
    @DisplayName("WINDOW_UPDATE (RFC 9113 6.9)")
    Stream<DynamicTest> windowUpdate() {
        return Stream.of(
                reads("a window of the connection", frame(8, 0, 0, "00000001"), "WINDOW_UPDATE 0 1"),
                reads("a window without the reserved bit", frame(8, 0, 1, "ffffffff"), "WINDOW_UPDATE 1 2147483647"),
                resets(
                        "an increment of 0",
                        Http2Fault.STREAM_INCREMENT,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(8, 0, 1, "80000000")),
                ends(
                        "an increment of 0",
                        Http2Fault.CONNECTION_INCREMENT,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(8, 0, 0, "00000000")),
                ends(
                        "three octets",
                        Http2Fault.WINDOW_UPDATE_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(8, 0, 1, "000001")),
                ends(
                        "five octets",
                        Http2Fault.WINDOW_UPDATE_LENGTH,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(8, 0, 1, "0000000100")));
    }

    @TestFactory
    @DisplayName("PRIORITY_UPDATE (RFC 9218 7.1)")
    Stream<DynamicTest> priorityUpdate() {
        return Stream.of(
                reads(
                        "urgency and incremental",
                        frame(0x10, 0, 0, "00000003 753d302c2069"),
                        "PRIORITY_UPDATE 0 3 u=0, i"),
                reads("no value, which means the defaults", frame(0x10, 0, 0, "00000003"), "PRIORITY_UPDATE 0 3 u=3"),
                reads("nothing from a value that is no dictionary", frame(0x10, 0, 0, "00000003 3d"), "UNKNOWN 0"),
                reads(
                        "nothing from a value of more than 256 octets",
                        frame(0x10, 0, 0, "00000003" + "61".repeat(257)),
                        "UNKNOWN 0"),
                ends(
                        "a stream",
                        Http2Fault.PRIORITY_UPDATE_STREAM,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(0x10, 0, 1, "00000003")),
                ends(
                        "a response of stream 0",
                        Http2Fault.PRIORITY_UPDATE_TARGET,
                        ErrorCode.PROTOCOL_ERROR,
                        frame(0x10, 0, 0, "80000000 753d30")),
                ends(
                        "three octets",
                        Http2Fault.FRAME_TOO_SHORT,
                        ErrorCode.FRAME_SIZE_ERROR,
                        frame(0x10, 0, 0, "000003")));
    }
}
