package org.kamaelia.http.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;
import org.kamaelia.fuzzing.NaiveReading;
import org.kamaelia.fuzzing.Trace;
import org.kamaelia.http.syntax.ParserLimits;

/** Input: one octet chooses the limits, four the pieces; the rest is what a client sends on one connection. */
@DisplayName("Whatever a client sends")
class RequestFuzzTest {

    static final ParserLimits SMALL = new ParserLimits(64, 96, 4, 12, 40);

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("gives the same events in any pieces, and what is taken means the same to a simple-minded reader")
    void sameInAnyPieces(byte[] input) {
        Choices choices = new Choices(input);
        ParserLimits limits = choices.below(8) == 1 ? SMALL : ParserLimits.defaults();
        int[] pieces = choices.pieces();
        byte[] octets = choices.rest();
        Trace trace = Trace.ofEverySplit(limits, octets, pieces);
        NaiveReading.assertSame(octets, trace);
    }
}
