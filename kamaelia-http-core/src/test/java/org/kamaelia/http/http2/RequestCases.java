package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.kamaelia.http.syntax.ParserLimits;

/** Cases of request heads, and what the reader of heads says of them. */
abstract class RequestCases {
    static final String GET = ":method: GET";
    static final String HTTPS = ":scheme: https";
    static final String ROOT = ":path: /";
    static final String AUTHORITY = ":authority: a.example";
    static final List<String> REQUEST = List.of(GET, HTTPS, ROOT, AUTHORITY);

    final HeadReader reader = Heads.reader(ParserLimits.defaults());

    static String[] with(String... more) {
        return Stream.concat(REQUEST.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** The usual request without a line, and with others in its place. */
    static String[] instead(String line, String... others) {
        List<String> lines = new ArrayList<>();
        for (String usual : REQUEST) {
            lines.addAll(usual.equals(line) ? List.of(others) : List.of(usual));
        }
        return lines.toArray(String[]::new);
    }

    DynamicTest takes(String sentence, String[] lines, Consumer<Http2RequestHead> head) {
        return dynamicTest("takes " + sentence, () -> {
            reader.beginRequest(false);
            assertThat(Heads.read(reader, Heads.block(lines))).isNull();
            head.accept(reader.head());
        });
    }

    DynamicTest takes(String sentence, String... lines) {
        return takes(sentence, lines, head -> assertThat(head.path()).isEqualTo("/"));
    }

    /** The request is malformed: the stream ends with PROTOCOL_ERROR, and the next request is read. */
    DynamicTest malformed(String sentence, Http2Fault fault, String... lines) {
        return dynamicTest("PROTOCOL_ERROR of the stream for " + sentence, () -> {
            reader.beginRequest(false);
            assertThat(Heads.read(reader, Heads.block(lines))).isEqualTo(fault);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.STREAM);
            assertThat(fault.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            reader.beginRequest(true);
            assertThat(Heads.read(reader, Heads.block(with()))).isNull();
        });
    }

    DynamicTest refused(String sentence, int status, Http2Fault fault, String... lines) {
        return dynamicTest(status + " for " + sentence, () -> {
            reader.beginRequest(false);
            assertThat(Heads.read(reader, Heads.block(lines))).isEqualTo(fault);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.REQUEST);
            assertThat(fault.refusal().status()).isEqualTo(status);
        });
    }
}
