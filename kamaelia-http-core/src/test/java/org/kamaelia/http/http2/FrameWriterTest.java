package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Frames are written octet by octet as RFC 9113 section 6 says")
class FrameWriterTest {

    private static String written(int length, Consumer<ByteBuffer> frame) {
        String[] results = new String[2];
        for (int i = 0; i < 2; i++) {
            ByteBuffer out = ByteBuffer.allocate(length).order(i == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            frame.accept(out);
            assertThat(out.hasRemaining()).as("the length is exact").isFalse();
            results[i] = HexFormat.of().formatHex(out.array());
        }
        assertThat(results[0]).as("in either byte order").isEqualTo(results[1]);
        return results[0];
    }

    @Test
    @DisplayName("DATA (RFC 9113 6.1)")
    void data() {
        assertThat(written(FrameWriter.HEADER, out -> FrameWriter.dataHeader(out, 0x01020304, 0x4001, false)))
                .isEqualTo("004001" + "00" + "00" + "01020304");
        assertThat(written(FrameWriter.HEADER, out -> FrameWriter.dataHeader(out, 1, 0, true)))
                .isEqualTo("000000" + "00" + "01" + "00000001");
    }

    @Test
    @DisplayName("HEADERS, and CONTINUATION for what a frame does not hold (RFC 9113 6.2, 6.10)")
    void headers() {
        byte[] block = Decoding.hex("0102030405");
        assertThat(written(
                        FrameWriter.headersLength(5, 16_384),
                        out -> FrameWriter.headers(out, 3, true, block, 5, 16_384)))
                .isEqualTo("000005" + "01" + "05" + "00000003" + "0102030405");
        assertThat(written(FrameWriter.headersLength(4, 2), out -> FrameWriter.headers(out, 3, true, block, 4, 2)))
                .isEqualTo("000002" + "01" + "01" + "00000003" + "0102" + "000002" + "09" + "04" + "00000003" + "0304");
        assertThat(written(FrameWriter.headersLength(5, 2), out -> FrameWriter.headers(out, 3, false, block, 5, 2)))
                .isEqualTo("000002" + "01" + "00" + "00000003" + "0102"
                        + "000002" + "09" + "00" + "00000003" + "0304"
                        + "000001" + "09" + "04" + "00000003" + "05");
        assertThat(written(FrameWriter.headersLength(0, 2), out -> FrameWriter.headers(out, 3, false, block, 0, 2)))
                .isEqualTo("000000" + "01" + "04" + "00000003");
    }

    @Test
    @DisplayName("SETTINGS and its acknowledgement (RFC 9113 6.5)")
    void settings() {
        assertThat(written(
                        FrameWriter.settingsLength(2),
                        out -> FrameWriter.settings(
                                out,
                                new Setting(Setting.MAX_CONCURRENT_STREAMS, 100),
                                new Setting(Setting.MAX_HEADER_LIST_SIZE, 0x01020304))))
                .isEqualTo("00000c" + "04" + "00" + "00000000" + "000300000064" + "000601020304");
        assertThat(written(FrameWriter.SETTINGS_ACK, FrameWriter::settingsAck)).isEqualTo("000000040100000000");
    }

    @Test
    @DisplayName("PING, RST_STREAM, WINDOW_UPDATE and GOAWAY (RFC 9113 6.4, 6.7, 6.8, 6.9)")
    void others() {
        assertThat(written(FrameWriter.PING, out -> FrameWriter.ping(out, true, 0x0102030405060708L)))
                .isEqualTo("000008" + "06" + "01" + "00000000" + "0102030405060708");
        assertThat(written(FrameWriter.PING, out -> FrameWriter.ping(out, false, -1)))
                .isEqualTo("000008" + "06" + "00" + "00000000" + "ffffffffffffffff");
        assertThat(written(FrameWriter.RST_STREAM, out -> FrameWriter.rstStream(out, 5, ErrorCode.HTTP_1_1_REQUIRED)))
                .isEqualTo("000004" + "03" + "00" + "00000005" + "0000000d");
        assertThat(written(FrameWriter.WINDOW_UPDATE, out -> FrameWriter.windowUpdate(out, 0, 0x7fffffff)))
                .isEqualTo("000004" + "08" + "00" + "00000000" + "7fffffff");
        assertThat(written(
                        FrameWriter.GOAWAY + 3, out -> FrameWriter.goAway(out, 7, ErrorCode.ENHANCE_YOUR_CALM, "bye")))
                .isEqualTo("00000b" + "07" + "00" + "00000000" + "00000007" + "0000000b" + "627965");
    }

    @Test
    @DisplayName("every error code has the number of RFC 9113 section 7")
    void errorCodes() {
        for (int code = 0; code < ErrorCode.values().length; code++) {
            assertThat(ErrorCode.values()[code].code()).isEqualTo(code);
            assertThat(ErrorCode.of(code)).isEqualTo(ErrorCode.values()[code]);
        }
        assertThat(ErrorCode.of(0xe)).isNull();
        assertThat(ErrorCode.of(-1)).isNull();
    }
}
