package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.kamaelia.http.http1.RequestParser.Event.CHUNK;
import static org.kamaelia.http.http1.RequestParser.Event.END;
import static org.kamaelia.http.http1.RequestParser.Event.HEAD;
import static org.kamaelia.http.http1.RequestParser.Event.MORE;
import static org.kamaelia.http.http1.RequestParser.Event.REFUSED;
import static org.kamaelia.http.http1.Transcript.request;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.http.syntax.Section;

@DisplayName("The request parser: octets in, events out")
class RequestParserTest {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final RequestParser parser = new RequestParser(ParserLimits.defaults());

    @Test
    @DisplayName("a message without body is HEAD and END, and END needs no octets, RFC 9112 6.3")
    void messageWithoutBodyIsHeadAndEnd() {
        ByteBuffer in = octets(request("GET / HTTP/1.1", "Host: h"));

        assertThat(parser.parse(in)).isEqualTo(HEAD);
        assertThat(parser.parse(NOTHING)).isEqualTo(END);
        assertThat(parser.trailers()).isSameAs(Fields.empty());
        assertThat(parser.parse(NOTHING)).isEqualTo(MORE);
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    @DisplayName("data stays in its buffer and is given as absolute indices, RFC 9112 6.2")
    void dataStaysInItsBuffer() {
        ByteBuffer in = octets(request("POST / HTTP/1.1", "Host: h", "Content-Length: 5") + "helloGET");
        parser.parse(in);
        int body = in.position();

        assertThat(parser.parse(in)).isEqualTo(CHUNK);
        assertThat(parser.chunkStart()).isEqualTo(body);
        assertThat(parser.chunkEnd()).isEqualTo(body + 5);
        assertThat(in.position()).isEqualTo(body + 5);
        assertThat(parser.parse(NOTHING)).isEqualTo(END);
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    @DisplayName("a body gives the octets that are there, and no empty chunk, RFC 9112 6.2")
    void bodyGivesWhatThereIsAndNoEmptyChunk() {
        parser.parse(octets(request("POST / HTTP/1.1", "Host: h", "Content-Length: 5")));

        assertThat(parser.parse(NOTHING)).isEqualTo(MORE);
        assertThat(parser.parse(octets("he"))).isEqualTo(CHUNK);
        assertThat(parser.parse(NOTHING)).isEqualTo(MORE);
        assertThat(parser.parse(octets("llo"))).isEqualTo(CHUNK);
        assertThat(parser.chunkEnd() - parser.chunkStart()).isEqualTo(3);
        assertThat(parser.parse(NOTHING)).isEqualTo(END);
    }

    @Test
    @DisplayName("pipelined requests come one after the other, each with its own octets, RFC 9112 9.3.2")
    void pipelinedRequestsComeOneAfterTheOther() {
        StringBuilder raw = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            raw.append(
                    i % 3 == 0
                            ? request("POST /" + i + " HTTP/1.1", "Host: h", "Transfer-Encoding: chunked")
                                    + "3\r\nabc\r\n0\r\nT: " + i + "\r\n\r\n"
                            : i % 3 == 1
                                    ? request("PUT /" + i + " HTTP/1.1", "Host: h", "Content-Length: 4") + "\r\n\r\n"
                                    : "\r\n" + request("GET /" + i + " HTTP/1.1", "Host: h"));
            expected.add("/" + i + (i % 3 == 0 ? " abc " + i : i % 3 == 1 ? " \r\n\r\n null" : "  null"));
        }
        byte[] octets = raw.toString().getBytes(StandardCharsets.ISO_8859_1);

        for (int size : new int[] {octets.length, 1, 7, 64, 1000}) {
            Transcript transcript = Transcript.parse(ParserLimits.defaults(), octets, size);
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < transcript.heads.size(); i++) {
                seen.add(transcript.heads.get(i).path() + " " + transcript.bodies.get(i) + " "
                        + transcript.trailers.get(i).first("t"));
            }
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("idle, mid-head and mid-body are told apart at every octet, RFC 9112 8")
    void idleMidHeadAndMidBodyAreToldApart() {
        assertPhases("", "idle");
        assertPhases("\r", "idle");
        assertPhases("\r\n", "idle");
        assertPhases("G", "head");
        assertPhases("\r\nG", "head");
        assertPhases("GET / HTTP/1.1\r\nHost: h\r\n\r", "head");
        assertPhases(request("GET / HTTP/1.1", "Host: h"), "idle");
        String length = request("POST / HTTP/1.1", "Host: h", "Content-Length: 2");
        assertPhases(length, "body");
        assertPhases(length + "a", "body");
        assertPhases(length + "ab", "idle");
        assertPhases(length + "ab\r\n", "idle");
        String chunked = request("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked");
        assertPhases(chunked, "body");
        assertPhases(chunked + "2\r\na", "body");
        assertPhases(chunked + "2\r\nab\r\n0\r\nX: y\r\n", "body");
        assertPhases(chunked + "0\r\n\r\n", "idle");
        assertPhases("\n", "refused");
    }

    @Test
    @DisplayName("between HEAD and END of a message without body it is neither idle nor waiting for octets")
    void completeMessageIsNeitherIdleNorWaiting() {
        parser.parse(octets(request("GET / HTTP/1.1", "Host: h")));

        assertThat(parser.idle()).isFalse();
        assertThat(parser.midHead()).isFalse();
        assertThat(parser.midBody()).isFalse();
    }

    @Test
    @DisplayName("HEAD is known as soon as a space ends the method, so that any refusal knows it, RFC 9110 9.3.2")
    void headMethodIsKnownAsSoonAsASpaceEndsIt() {
        String head = "HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
        RequestParser parser = new RequestParser(ParserLimits.defaults());
        for (int i = 0; i < head.length(); i++) {
            assertThat(parser.isHead()).as("after %d octets", i).isEqualTo(i >= 5);
            parser.parse(ByteBuffer.wrap(new byte[] {(byte) head.charAt(i)}));
        }
        assertThat(parser.isHead()).as("in the body").isTrue();
        parser.parse(ByteBuffer.wrap(new byte[] {'a'}));
        assertThat(parser.parse(ByteBuffer.allocate(0))).isEqualTo(RequestParser.Event.END);
        assertThat(parser.isHead()).as("between two messages").isFalse();

        for (String raw : new String[] {"HEAD / HTTP/1.1\r\n\r\n", "HEAD /%zz HTTP/1.1\r\n\r\n", "HEAD \n", "HEAD  "}) {
            assertThat(Transcript.of(raw + "\r\n").refusal).as(raw).matches(Refusal::toHead);
        }
        for (String raw : new String[] {"HEADX / HTTP/1.1\r\n\r\n", "head / HTTP/1.1\r\n\r\n", "HEAD\n", "GET \n"}) {
            assertThat(Transcript.of(raw + "\r\n").refusal).as(raw).matches(refusal -> !refusal.toHead());
        }
    }

    @Test
    @DisplayName("a refusal is for good and consumes nothing more")
    void refusalIsForGood() {
        parser.parse(octets("\n"));
        Refusal first = parser.refusal();
        ByteBuffer in = octets(request("GET / HTTP/1.1", "Host: h"));

        assertThat(parser.parse(in)).isEqualTo(REFUSED);
        assertThat(in.position()).isZero();
        assertThat(parser.refusal()).isSameAs(first);
    }

    @Test
    @DisplayName("a head belongs to its message, a refusal to the end, trailers until the next call")
    void resultsStayValidForTheirTime() {
        assertThatIllegalStateException().isThrownBy(parser::head).withMessageContaining("HEAD");
        assertThatIllegalStateException().isThrownBy(parser::refusal).withMessageContaining("REFUSED");
        ByteBuffer in =
                octets(request("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "0\r\nA: b\r\n\r\n");
        parser.parse(in);
        Http1RequestHead head = parser.head();

        assertThat(parser.parse(in)).isEqualTo(END);
        assertThat(parser.trailers().first("a")).isEqualTo("b");
        assertThatIllegalStateException().isThrownBy(parser::head);
        assertThat(parser.parse(NOTHING)).isEqualTo(MORE);
        assertThat(parser.trailers()).isEmpty();
        assertThat(head.path()).isEqualTo("/");
    }

    @Test
    @DisplayName("a head owns its octets: they stay when the buffer is used again")
    void headOwnsItsOctets() {
        ByteBuffer in =
                ByteBuffer.wrap(request("GET /a?b HTTP/1.1", "Host: h", "X: y").getBytes(StandardCharsets.US_ASCII));
        parser.parse(in);
        Arrays.fill(in.array(), (byte) 'x');

        assertThat(parser.head().target()).isEqualTo("/a?b");
        assertThat(parser.head().fields().first("X")).isEqualTo("y");
        assertThat(parser.head()).hasToString("GET /a HTTP/1.1");
    }

    @Test
    @DisplayName("an idle parser keeps neither a buffer nor a message")
    void idleParserKeepsNothing() throws IllegalAccessException {
        byte[] octets = (request("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked")
                        + "1\r\na\r\n0\r\nA: b\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        RequestParser idle = Transcript.parse(ParserLimits.defaults(), octets, 1).parser;

        for (Field field : RequestParser.class.getDeclaredFields()) {
            if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                assertThat(field.get(idle))
                        .as(field.getName())
                        .isIn(
                                null,
                                Fields.empty(),
                                ParserLimits.defaults(),
                                field.getType().isEnum() ? field.get(idle) : null);
            }
        }
    }

    @Test
    @DisplayName("a head that arrives in pieces never takes more room than its limits allow")
    void headInPiecesTakesNoMoreRoomThanItsLimits() {
        ParserLimits limits = new ParserLimits(64, 300, 10, 8, 2);
        LineBuffer buffer = new LineBuffer();
        ByteBuffer in = octets("X: " + "a".repeat(100_000));

        assertThat(buffer.fieldLine(in, Section.HEADER, 0, limits)).isEqualTo(Fault.HEADER_SECTION_SIZE.code());
        assertThat(buffer.octets.length).isLessThanOrEqualTo(301);
    }

    @Test
    @DisplayName("a head that arrives octet by octet is copied a few times, not once an octet")
    void headOctetByOctetIsCopiedAFewTimesOnly() {
        LineBuffer buffer = new LineBuffer();
        int steps = 0;
        for (int i = 0; i < 16_000; i++) {
            byte[] before = buffer.octets;
            assertThat(buffer.fieldLine(octets("a"), Section.HEADER, 0, ParserLimits.defaults()))
                    .isZero();
            steps += before == buffer.octets ? 0 : 1;
        }

        assertThat(steps).isLessThan(10);
        buffer.fieldLine(octets("a".repeat(100_000)), Section.HEADER, 0, ParserLimits.defaults());
        assertThat(buffer.octets.length).isLessThanOrEqualTo(16_385);
    }

    private static void assertPhases(String raw, String phase) {
        for (int size : new int[] {1, 1000}) {
            RequestParser parser =
                    Transcript.parse(ParserLimits.defaults(), raw.getBytes(StandardCharsets.US_ASCII), size).parser;
            assertThat(parser.idle()).as("idle after %s", raw).isEqualTo(phase.equals("idle"));
            assertThat(parser.midHead()).as("mid-head after %s", raw).isEqualTo(phase.equals("head"));
            assertThat(parser.midBody()).as("mid-body after %s", raw).isEqualTo(phase.equals("body"));
        }
    }

    private static ByteBuffer octets(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }
}
