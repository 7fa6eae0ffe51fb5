package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.ParserLimits;

/** Requirements as tests: a sentence with its clause, the octets, and what has to come of them. */
final class Requirements {

    private Requirements() {}

    /** The octets are refused with this fault and this status, however they arrive. */
    static DynamicTest refuses(String sentence, int status, Fault fault, String raw) {
        return refuses(sentence, status, fault, raw, Transcript.LIMITS);
    }

    static DynamicTest refuses(String sentence, int status, Fault fault, String raw, ParserLimits limits) {
        return dynamicTest("refuses " + sentence, () -> {
            Transcript transcript = Transcript.of(raw, limits);
            assertThat(transcript.refusal)
                    .as("events were %s", transcript.events)
                    .isEqualTo(Fault.refusal(fault.code()));
            assertThat(transcript.parser.refusal().status()).isEqualTo(status);
        });
    }

    /** The octets are exactly one request, however they arrive. */
    static DynamicTest accepts(String sentence, String raw, Consumer<Http1RequestHead> head) {
        return parses(sentence, raw, Transcript.LIMITS, transcript -> head.accept(transcript.heads.get(0)));
    }

    /** The octets are exactly one request, and the whole of what came of it is looked at. */
    static DynamicTest parses(String sentence, String raw, ParserLimits limits, Consumer<Transcript> transcript) {
        return dynamicTest("takes " + sentence, () -> {
            Transcript one = Transcript.of(raw, limits);
            assertThat(one.refusal).isNull();
            assertThat(one.heads).hasSize(1);
            assertThat(one.bodies).hasSize(1);
            assertThat(one.parser.idle()).isTrue();
            transcript.accept(one);
        });
    }
}
