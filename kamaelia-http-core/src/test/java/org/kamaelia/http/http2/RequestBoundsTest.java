package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.syntax.ParserLimits;

@DisplayName("The size of request heads is bounded (RFC 9113 10.5.1)")
class RequestBoundsTest extends RequestCases {
    @Test
    @DisplayName("a list that is too large gets 431, and the next request is read (RFC 9113 10.5.1)")
    void limits() {
        ParserLimits small = new ParserLimits(64, 64, 3, 256, 64);
        HeadReader limited = Heads.reader(small);
        int list = HeadReader.headerList(small);
        assertThat(list).isEqualTo(64 + 64 + 3 * 32);

        limited.beginRequest(false);
        assertThat(Heads.read(limited, Heads.block(":method: HEAD", "x: " + "y".repeat(list))))
                .isEqualTo(Http2Fault.SECTION_SIZE);
        assertThat(Http2Fault.SECTION_SIZE.refusal().status()).isEqualTo(431);
        assertThat(limited.toHead()).isTrue();
        limited.beginRequest(false);
        assertThat(Heads.read(limited, Heads.block(":method: GET", "x: " + "y".repeat(list))))
                .isEqualTo(Http2Fault.SECTION_SIZE);
        assertThat(limited.toHead()).isFalse();

        HeadReader few = Heads.reader(new ParserLimits(8192, 16384, 3, 256, 64));
        few.beginRequest(false);
        assertThat(Heads.read(few, Heads.block(with("a: b", "a: b", "a: b")))).isNull();
        few.beginRequest(false);
        assertThat(Heads.read(few, Heads.block(with("a: b", "a: b", "a: b", "a: b"))))
                .isEqualTo(Http2Fault.FIELD_COUNT);
        few.beginRequest(false);
        assertThat(Heads.read(few, Heads.block(with("a: b", "a: b", "a: b", "a: b", "a: b", "a: b"))))
                .isEqualTo(Http2Fault.FIELD_COUNT);
        assertThat(Http2Fault.FIELD_COUNT.refusal().status()).isEqualTo(431);
    }

    @Test
    @DisplayName("a block that unpacks to eight times the largest list ends the connection (RFC 9113 10.5.1)")
    void aBomb() {
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Decoding.hex("400161 7fa11e" + "78".repeat(4000))))
                .isEqualTo(Http2Fault.METHOD_MISSING);
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Decoding.hex("be".repeat(54)))).isEqualTo(Http2Fault.SECTION_SIZE);
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Decoding.hex("be".repeat(56)))).isEqualTo(Http2Fault.FIELD_LIST_SIZE);
        assertThat(Http2Fault.FIELD_LIST_SIZE.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(Http2Fault.FIELD_LIST_SIZE.scope()).isEqualTo(Http2Fault.Scope.CONNECTION);
    }

    @Test
    @DisplayName("more than 100 lists in a row that are too large end the connection (RFC 9113 10.5.1)")
    void listsThatAreTooLarge() {
        byte[] large = Heads.block(with("x: " + "y".repeat(30_000)));
        for (int i = 0; i < 100; i++) {
            reader.beginRequest(true);
            assertThat(Heads.read(reader, large)).isEqualTo(Http2Fault.SECTION_SIZE);
        }
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Heads.block(with()))).isNull();
        for (int i = 0; i < 100; i++) {
            reader.beginRequest(true);
            assertThat(Heads.read(reader, large)).isEqualTo(Http2Fault.SECTION_SIZE);
        }
        reader.beginRequest(true);
        assertThat(Heads.read(reader, large)).isEqualTo(Http2Fault.FIELD_LISTS);
        assertThat(Http2Fault.FIELD_LISTS.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
    }

    @Test
    @DisplayName("a block that is ignored changes the table all the same (RFC 9113 4.3)")
    void ignored() {
        reader.beginIgnored();
        assertThat(Heads.read(reader, Decoding.hex("4001610162"))).isNull();
        reader.beginTrailers();
        assertThat(Heads.read(reader, Decoding.hex("be"))).isNull();
        assertThat(reader.trailers().first("a")).isEqualTo("b");
    }
}
