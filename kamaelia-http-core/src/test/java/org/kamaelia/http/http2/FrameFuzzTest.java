package org.kamaelia.http.http2;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;

/**
 * Input: an octet below 128 puts the preface and SETTINGS before the rest, and a second one is the length of the pieces. The
 * rest is what a client sends on one connection.
 */
@DisplayName("Whatever a client sends as frames")
class FrameFuzzTest {

    private static final byte[] START = Decoding.hex(FrameTranscript.START);

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("gives the same events and heads in any pieces, and the events that a simple-minded reader has")
    void asASimpleReader(byte[] input) {
        Choices choices = new Choices(input);
        boolean started = choices.octet() < 128;
        int piece = 2 + choices.below(64);
        byte[] rest = choices.rest();
        byte[] octets = rest;
        if (started) {
            octets = Arrays.copyOf(START, START.length + rest.length);
            System.arraycopy(rest, 0, octets, START.length, rest.length);
        }
        List<String> events = FrameTranscript.read(octets, piece).events;
        NaiveFrames naive = NaiveFrames.read(octets);
        if (naive.failed) {
            check(events.equals(naive.events), "%s\nsimple: %s", events, naive.events);
        } else {
            int complete = naive.events.size();
            boolean same =
                    events.size() >= complete && events.subList(0, complete).equals(naive.events);
            check(same, "%s\nsimple: %s", events, naive.events);
        }
    }
}
