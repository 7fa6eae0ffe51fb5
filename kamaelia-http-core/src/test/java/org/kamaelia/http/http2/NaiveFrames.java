package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A second reader of frames, as simple as RFC 9113 reads: all octets at once, whole frames only, in the words of
 * {@link FrameTranscript}. It ends with the first fault that ends the connection, or with a frame that is not complete.
 */
final class NaiveFrames {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String[] CODES = {
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY",
        "HTTP_1_1_REQUIRED"
    };

    final List<String> events = new ArrayList<>();
    /** Whether a fault ended the connection. */
    boolean failed;

    private int stream;
    private byte[] payload = {};
    private int flags;
    private String block = "";
    private String blockText = "";
    private int blockStream;
    private int blockOctets;
    private int blockFrames;

    private NaiveFrames() {}

    static NaiveFrames read(byte[] octets) {
        NaiveFrames naive = new NaiveFrames();
        String all = new String(octets, StandardCharsets.ISO_8859_1);
        int preface = Math.min(PREFACE.length(), octets.length);
        if (!all.startsWith(PREFACE.substring(0, preface))) {
            naive.fail("PREFACE");
        }
        int at = PREFACE.length();
        for (boolean first = true; !naive.failed && at + 9 <= octets.length; first = false) {
            int length = number(octets, at, 3);
            if (first && (octets[at + 3] != 4 || (octets[at + 4] & 1) != 0)) {
                naive.stream = number(octets, at + 5, 4) & Integer.MAX_VALUE;
                naive.fail("FIRST_FRAME");
            } else if (at + 9 + length > octets.length) {
                return naive;
            } else {
                naive.payload = Arrays.copyOfRange(octets, at + 9, at + 9 + length);
                naive.flags = octets[at + 4];
                naive.stream = number(octets, at + 5, 4) & Integer.MAX_VALUE;
                naive.frame(octets[at + 3] & 0xff);
                at += 9 + length;
            }
        }
        return naive;
    }

    private static int number(byte[] octets, int at, int length) {
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | octets[at + i] & 0xff;
        }
        return number;
    }

    private void fail(String fault) {
        events.add("FAULT " + stream + " " + fault);
        failed = true;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private boolean wrong(boolean condition, String fault) {
        if (condition && !failed) {
            fail(fault);
        }
        return failed;
    }

    private void frame(int type) {
        if (wrong(blockStream != 0 && (type != 9 || stream != blockStream), "CONTINUATION_EXPECTED")
                || wrong(blockStream == 0 && type == 9, "CONTINUATION_ALONE")
                || wrong(payload.length > 16_384, "FRAME_LENGTH")) {
            return;
        }
        int length = payload.length;
        switch (type) {
            case 0 -> data();
            case 1 -> headers();
            case 2 -> priority();
            case 3 -> {
                if (!wrong(stream == 0, "RST_STREAM_STREAM") && !wrong(length != 4, "RST_STREAM_LENGTH")) {
                    events.add("RST_STREAM " + stream + " " + code(0));
                }
            }
            case 4 -> settings();
            case 5 -> fail("PUSH_PROMISE");
            case 6 -> {
                if (!wrong(stream != 0, "PING_STREAM") && !wrong(length != 8, "PING_LENGTH")) {
                    long opaque = (long) number(payload, 0, 4) << 32 | number(payload, 4, 4) & 0xffffffffL;
                    events.add((has(1) ? "PING_ACK 0 " : "PING 0 ") + Long.toHexString(opaque));
                }
            }
            case 7 -> {
                if (!wrong(stream != 0, "GOAWAY_STREAM") && !wrong(length < 8, "FRAME_TOO_SHORT")) {
                    events.add("GOAWAY 0 " + (number(payload, 0, 4) & Integer.MAX_VALUE) + " " + code(4));
                }
            }
            case 8 -> windowUpdate();
            case 9 -> fragment(payload);
            case 0x10 -> priorityUpdate();
            default -> events.add("UNKNOWN " + stream);
        }
    }

    private String code(int at) {
        int code = number(payload, at, 4);
        return code >= 0 && code < CODES.length ? CODES[code] : "null";
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void data() {
        int pad = has(8) ? 1 : 0;
        if (wrong(stream == 0, "DATA_STREAM") || wrong(payload.length < pad, "FRAME_TOO_SHORT")) {
            return;
        }
        int padding = pad == 0 ? 0 : payload[0] & 0xff;
        if (!wrong(pad + padding > payload.length, "PADDING")) {
            events.add("DATA " + stream + " " + payload.length + "-" + (pad + padding) + (has(1) ? " END_STREAM " : " ")
                    + text(payload, pad, payload.length - padding));
        }
    }

    private void headers() {
        int pad = has(8) ? 1 : 0;
        int from = pad + (has(0x20) ? 5 : 0);
        if (wrong(stream == 0, "HEADERS_STREAM")
                || wrong(stream % 2 == 0, "STREAM_PARITY")
                || wrong(payload.length < from, "FRAME_TOO_SHORT")) {
            return;
        }
        int padding = pad == 0 ? 0 : payload[0] & 0xff;
        if (wrong(from + padding > payload.length, "PADDING")) {
            return;
        }
        boolean self = has(0x20) && (number(payload, pad, 4) & Integer.MAX_VALUE) == stream;
        block = "HEADERS " + stream + (has(1) ? " END_STREAM" : "") + (self ? " SELF_DEPENDENCY" : "") + " ";
        blockText = "";
        blockStream = stream;
        blockOctets = 0;
        blockFrames = 0;
        fragment(Arrays.copyOfRange(payload, from, payload.length - padding));
    }

    private void fragment(byte[] fragment) {
        blockOctets += payload.length;
        blockFrames++;
        if (wrong(blockOctets > FrameTranscript.MAX_BLOCK, "FIELD_BLOCK_SIZE")
                || wrong(blockFrames > FrameTranscript.MAX_BLOCK_FRAMES, "FIELD_BLOCK_FRAMES")) {
            return;
        }
        blockText += text(fragment, 0, fragment.length);
        if (has(4)) {
            events.add(block + blockText);
            blockStream = 0;
        }
    }

    private void priority() {
        if (wrong(stream == 0, "PRIORITY_STREAM")) {
            return;
        }
        boolean length = payload.length == 5;
        boolean self = length && (number(payload, 0, 4) & Integer.MAX_VALUE) == stream;
        String fault = length ? "SELF_DEPENDENCY" : "PRIORITY_LENGTH";
        events.add(length && !self ? "PRIORITY " + stream : "FAULT " + stream + " " + fault);
    }

    private void settings() {
        if (wrong(stream != 0, "SETTINGS_STREAM")
                || wrong(has(1) && payload.length > 0, "SETTINGS_ACK_LENGTH")
                || wrong(payload.length % 6 != 0, "SETTINGS_LENGTH")
                || wrong(payload.length > 32 * 6, "SETTINGS_COUNT")) {
            return;
        }
        for (int at = 0; at < payload.length; at += 6) {
            int id = number(payload, at, 2);
            long value = number(payload, at + 2, 4) & 0xffffffffL;
            if (wrong(id == 2 && value > 1, "ENABLE_PUSH")
                    || wrong(id == 4 && value > Integer.MAX_VALUE, "INITIAL_WINDOW")
                    || wrong(id == 5 && (value < 16_384 || value > 16_777_215), "MAX_FRAME_SIZE")
                    || wrong(id == 8 && value > 1, "CONNECT_PROTOCOL")
                    || wrong(id == 9 && value > 1, "NO_RFC7540_PRIORITIES")) {
                return;
            }
            events.add("SETTING 0 " + id + "=" + value);
        }
        events.add(has(1) ? "SETTINGS_ACK 0" : "SETTINGS_END 0");
    }

    private void windowUpdate() {
        if (wrong(payload.length != 4, "WINDOW_UPDATE_LENGTH")) {
            return;
        }
        int increment = number(payload, 0, 4) & Integer.MAX_VALUE;
        if (increment == 0 && stream != 0) {
            events.add("FAULT " + stream + " STREAM_INCREMENT");
        } else if (!wrong(increment == 0, "CONNECTION_INCREMENT")) {
            events.add("WINDOW_UPDATE " + stream + " " + increment);
        }
    }

    private void priorityUpdate() {
        if (wrong(stream != 0, "PRIORITY_UPDATE_STREAM")
                || wrong(payload.length < 4, "FRAME_TOO_SHORT")
                || wrong((number(payload, 0, 4) & Integer.MAX_VALUE) == 0, "PRIORITY_UPDATE_TARGET")) {
            return;
        }
        Priority priority = payload.length > 260 ? null : Priority.parse(payload, 4, payload.length);
        int target = number(payload, 0, 4) & Integer.MAX_VALUE;
        events.add(priority == null ? "UNKNOWN 0" : "PRIORITY_UPDATE 0 " + target + " " + priority);
    }
}
