package org.kamaelia.http.websocket.frame;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;

/**
 * Input: one octet chooses whether messages may be compressed and the limits, four the pieces; the rest is what a client
 * sends. It is read whole, in pieces and octet by octet, and by a second reader that is as simple as can be.
 */
@DisplayName("The frames of a client")
class MessageReaderFuzzTest {
    private static final int LIMIT = 200;

    private final Contexts contexts = new Contexts();

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("are read alike in any pieces, and as the simplest reader reads them, RFC 6455 section 5")
    void readAlike(byte[] input) {
        Choices choices = new Choices(input);
        int kind = choices.octet();
        boolean compresses = (kind & 1) != 0;
        boolean keeps = (kind & 2) != 0;
        int[] pieces = choices.pieces();
        byte[] octets = choices.rest();

        List<String> whole = read(octets, new int[] {octets.length + 1}, compresses, keeps, false);
        check(whole.equals(read(octets, new int[] {1}, compresses, keeps, false)), "octet by octet: not %s", whole);
        check(whole.equals(read(octets, pieces, compresses, keeps, false)), "in pieces: not %s", whole);
        check(joined(read(octets, pieces, compresses, keeps, true)).equals(whole), "in parts: not %s", whole);
        if (!compresses) {
            check(whole.equals(naive(octets)), "not %s", whole);
        }
    }

    private List<String> read(byte[] octets, int[] pieces, boolean compresses, boolean keeps, boolean parts) {
        MessageReader reader = new MessageReader(
                new MessageLimits(LIMIT, LIMIT, parts), compresses ? new Inflation(contexts, keeps) : null);
        List<String> events = new ArrayList<>();
        try {
            for (int at = 0, i = 0; at < octets.length; i++) {
                int size = Math.min(pieces[i % pieces.length], octets.length - at);
                ByteBuffer piece =
                        ByteBuffer.allocateDirect(size).put(octets, at, size).flip();
                at += size;
                MessageReader.Event event;
                while ((event = reader.read(piece)) != MessageReader.Event.NOTHING) {
                    events.add(event + " " + described(reader, event));
                    if (event == MessageReader.Event.CLOSE) {
                        return events;
                    }
                }
                check(!piece.hasRemaining(), "octets are left");
                check(reader.held() <= 128 * 1024 + Inflation.CONTEXT, "holds %d bytes", reader.held());
            }
        } catch (ProtocolFault fault) {
            check(CloseCode.mayBeSent(fault.code()) && fault.reason().length() <= 123, "a fault that cannot be sent");
            events.add("FAULT " + fault.code());
        } finally {
            reader.end();
        }
        return events;
    }

    private static String described(MessageReader reader, MessageReader.Event event) {
        return switch (event) {
            case MESSAGE, PART -> {
                Content content = reader.content();
                String text = reader.isText() ? content.text() : latin(content.toArray());
                if (reader.isText()) {
                    check(isUtf8(content.toArray()), "text that is not UTF-8");
                }
                yield (reader.isText() ? "text " : "binary ") + text;
            }
            case CLOSE -> Integer.toString(reader.closeCode());
            default -> latin(reader.payload());
        };
    }

    /** Joins the parts of each message. A fault discards the message that was not whole. */
    private static List<String> joined(List<String> events) {
        List<String> whole = new ArrayList<>();
        StringBuilder message = new StringBuilder();
        for (String event : events) {
            boolean isPart = event.startsWith("PART ");
            if (!isPart && !event.startsWith("MESSAGE ")) {
                whole.add(event);
                continue;
            }
            String text = event.substring(event.indexOf(' ') + 1);
            message.append(message.isEmpty() ? "MESSAGE " + text : text.substring(text.indexOf(' ') + 1));
            if (!isPart) {
                whole.add(message.toString());
                message.setLength(0);
            }
        }
        return whole;
    }

    private static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException wrong) {
            return false;
        }
    }

    // The simplest reader: one frame after the other, from an array, without compression.

    private static List<String> naive(byte[] in) {
        List<String> events = new ArrayList<>();
        ByteArrayOutputStream message = null;
        boolean text = false;
        int at = 0;
        while (at < in.length) {
            int first = in[at] & 0xff;
            int opcode = first & 15;
            boolean control = opcode >= 8;
            boolean unknown = opcode > 2 && opcode < 8 || opcode > 10;
            if ((first & 0x70) != 0 || unknown || control && first < 0x80) {
                return with(events, "FAULT 1002");
            }
            if (at + 1 == in.length) {
                return events;
            }
            int second = in[at + 1] & 0xff;
            if (second < 0x80 || control && second > 0x80 + 125) {
                return with(events, "FAULT 1002");
            }
            int size = second == 0xfe ? 2 : second == 0xff ? 8 : 0;
            if (in.length < at + 2 + size) {
                return events;
            }
            long length = size == 0
                    ? second & 0x7f
                    : new BigInteger(1, Arrays.copyOfRange(in, at + 2, at + 2 + size)).longValue();
            if (length < 0 || size == 2 && length < 126 || size == 8 && length < 65_536) {
                return with(events, "FAULT 1002");
            }
            int key = at + 2 + size;
            if (in.length < key + 4) {
                return events;
            }
            if (!control && (opcode == 0) != (message != null)) {
                return with(events, "FAULT 1002");
            }
            if (!control && length + (message == null ? 0 : message.size()) > LIMIT) {
                return with(events, "FAULT 1009");
            }
            if (opcode == 1 || opcode == 2) {
                message = new ByteArrayOutputStream();
                text = opcode == 1;
            }
            int there = (int) Math.min(length, in.length - key - 4);
            byte[] payload = new byte[there];
            for (int i = 0; i < there; i++) {
                payload[i] = (byte) (in[key + 4 + i] ^ in[key + (i & 3)]);
            }
            if (!control) {
                Objects.requireNonNull(message).writeBytes(payload);
                boolean whole = there == length && first >= 0x80;
                if (text && !startsAsUtf8(message.toByteArray(), whole)) {
                    return with(events, "FAULT 1007");
                }
                if (whole) {
                    events.add("MESSAGE "
                            + (text
                                    ? "text " + message.toString(StandardCharsets.UTF_8)
                                    : "binary " + latin(message.toByteArray())));
                    message = null;
                }
            }
            if (there < length) {
                return events;
            }
            at = key + 4 + there;
            if (control) {
                String event = naiveControl(opcode, payload);
                events.add(event);
                if (opcode == 8) {
                    return events;
                }
            }
        }
        return events;
    }

    private static List<String> with(List<String> events, String last) {
        events.add(last);
        return events;
    }

    private static String naiveControl(int opcode, byte[] payload) {
        if (opcode != 8) {
            return (opcode == 9 ? "PING " : "PONG ") + latin(payload);
        }
        if (payload.length == 0) {
            return "CLOSE 1005";
        }
        int code = payload.length < 2 ? 0 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        boolean known = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
        if (!known && (code < 3000 || code > 4999)) {
            return "FAULT 1002";
        }
        return isUtf8(Arrays.copyOfRange(payload, 2, payload.length)) ? "CLOSE " + code : "FAULT 1007";
    }

    /**
     * Whether these octets can be the beginning of a text. The decoder of the JDK waits for the end of a character before it
     * calls it wrong, so the character at the end is completed in a few ways.
     */
    private static boolean startsAsUtf8(byte[] octets, boolean whole) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(octets);
        if (decoder.decode(in, CharBuffer.allocate(octets.length + 4), whole).isError()) {
            return false;
        }
        byte[] begun = Arrays.copyOfRange(octets, in.position(), octets.length);
        if (begun.length == 0) {
            return true;
        }
        int length = (begun[0] & 0xff) >= 0xf0 ? 4 : (begun[0] & 0xff) >= 0xe0 ? 3 : 2;
        for (int next : new int[] {0x80, 0x90, 0xa0, 0xbf}) {
            byte[] completed = Arrays.copyOf(begun, length);
            Arrays.fill(completed, begun.length, length, (byte) 0x80);
            completed[Math.min(begun.length, length - 1)] = begun.length < length ? (byte) next : completed[length - 1];
            if (isUtf8(completed)) {
                return true;
            }
        }
        return false;
    }
}
