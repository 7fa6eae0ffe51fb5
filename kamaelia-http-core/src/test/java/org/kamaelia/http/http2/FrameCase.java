package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.kamaelia.http.http2.FrameTranscript.frame;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Tests of the reader of frames: octets, written in hexadecimal digits, and the events that they give. */
final class FrameCase {
    /** A frame that shows that the reader goes on. */
    static final String NEXT = frame(Frames.PING, 0, 0, "0000000000000001");

    static final String PING = "PING 0 1";

    private FrameCase() {}

    static DynamicTest reads(String sentence, String digits, String... events) {
        return dynamicTest("reads " + sentence, () -> {
            List<String> expected =
                    Stream.concat(Stream.of(events), Stream.of(PING)).toList();
            assertThat(FrameTranscript.afterStart(digits + NEXT)).isEqualTo(expected);
        });
    }

    /** A fault that ends the connection: nothing comes after it. */
    static DynamicTest ends(String sentence, Http2Fault fault, ErrorCode code, String digits) {
        return dynamicTest(code + " of the connection for " + sentence, () -> {
            List<String> events = FrameTranscript.afterStart(digits + NEXT);
            assertThat(events).last().asString().endsWith(" " + fault);
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.CONNECTION);
        });
    }

    /** A fault that ends the stream: the next frame is read. */
    static DynamicTest resets(String sentence, Http2Fault fault, ErrorCode code, String digits) {
        return dynamicTest(code + " of the stream for " + sentence, () -> {
            assertThat(FrameTranscript.afterStart(digits + NEXT)).containsExactly("FAULT 1 " + fault, PING);
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.STREAM);
        });
    }
}
