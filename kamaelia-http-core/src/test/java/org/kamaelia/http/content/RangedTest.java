package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.HttpDate;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Range requests, RFC 9110 section 14")
class RangedTest {
    private static final String TEXT = "0123456789";
    private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";
    private static final int LARGE = 1_000_000;

    private static TestServer server;

    private static Response validated(Response response) {
        return response.header("ETag", "\"v1\"")
                .header("Last-Modified", DATE)
                .header("Vary", "Cookie")
                .header("Cache-Control", "max-age=60");
    }

    private static byte[] large() {
        byte[] bytes = new byte[LARGE];
        for (int i = 0; i < LARGE; i++) {
            bytes[i] = (byte) (i * 31 >>> 3);
        }
        return bytes;
    }

    private static HandlerFactory says(Response response) {
        return Ranged.around(Conditional.around(HandlerFactory.oneShot(request -> response)));
    }

    @BeforeAll
    static void start() {
        Response text = validated(Response.text(TEXT));
        server = TestServer.serve(ResourceGlue.of()
                .at("/text", says(text))
                .at("/weak", says(Response.text(TEXT).header("ETag", "W/\"v1\"")))
                .at(
                        "/now",
                        Ranged.around(HandlerFactory.oneShot(request ->
                                Validators.of(null, Validators.clock()).on(Response.text(TEXT)))))
                .at("/empty", says(Response.text("")))
                .at("/large", says(Response.bytes("image/png", ByteBuffer.wrap(large()))))
                .at("/coded", says(Response.text(TEXT).header("Content-Encoding", "br")))
                .at("/created", says(Response.text(TEXT).status(201)))
                .at("/streamed", Ranged.around(HandlerFactory.blocking((request, in, out) -> {
                    out.begin(Response.ok("text/plain"));
                    out.write(TEXT.getBytes(ISO_8859_1));
                }))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawResponse ask(String method, String path, String... fields) {
        return server.client().ask(method, path, fields);
    }

    private static RawResponse get(String path, String... fields) {
        return ask("GET", path, fields);
    }

    private static final String FIELDS = "Content-Type: text/plain; charset=utf-8\r\nETag: \"v1\"\r\nLast-Modified: "
            + DATE + "\r\nVary: Cookie\r\nCache-Control: max-age=60\r\nAccept-Ranges: bytes\r\n";

    @Test
    @DisplayName("a response says that ranges are served, 14.3")
    void responseSaysThatRangesAreServed() {
        assertThat(get("/text").raw())
                .isEqualTo("HTTP/1.1 200 OK\r\n" + FIELDS + "Date: *\r\nContent-Length: 10\r\n\r\n" + TEXT);
        assertThat(ask("HEAD", "/text").field("Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    @DisplayName("one range is answered with 206, Content-Range and all fields of 200, 15.3.7.1")
    void oneRangeIsAnsweredWith206AndAllFieldsOf200() {
        assertThat(get("/text", "Range: bytes=2-4").raw())
                .isEqualTo("HTTP/1.1 206 Partial Content\r\n" + FIELDS
                        + "Content-Range: bytes 2-4/10\r\nDate: *\r\nContent-Length: 3\r\n\r\n234");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("ranges may be open, or count from the end, 14.1.2")
    @CsvSource({"0-0,0", "7-,789", "-2,89", "-100,0123456789", "8-100,89", "9-9,9", "', ,3-4 ,',34"})
    void rangesMayBeOpenOrCountFromTheEnd(String range, String expected) {
        RawResponse response = get("/text", "Range: bytes=" + range);
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.text()).isEqualTo(expected);
    }

    @Test
    @DisplayName("the name of the unit is case-insensitive, 14.1")
    void nameOfTheUnitIsCaseInsensitive() {
        assertThat(get("/text", "Range: Bytes=2-4").text()).isEqualTo("234");
    }

    @ParameterizedTest
    @DisplayName("a range that lies outside is answered with 416 and the length, 15.5.17")
    @ValueSource(strings = {"10-", "10-20", "-0", "99999999999999999999-"})
    void rangeOutsideIsAnsweredWith416AndTheLength(String range) {
        RawResponse response = get("/text", "Range: bytes=" + range);
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.field("Content-Range")).isEqualTo("bytes */10");
        assertThat(response.field("ETag")).isNull();
        assertThat(get("/empty", "Range: bytes=0-0").field("Content-Range")).isEqualTo("bytes */0");
    }

    @ParameterizedTest
    @DisplayName("a range that is malformed, or in another unit, is ignored, 14.2")
    @ValueSource(strings = {"bytes=4-2", "bytes=a-b", "bytes=", "items=0-1", "bytes=1-2,x", "bytes 1-2"})
    void malformedRangeOrAnotherUnitIsIgnored(String range) {
        assertThat(get("/text", "Range: " + range).raw()).isEqualTo(get("/text").raw());
    }

    @Test
    @DisplayName("two Range fields are no range, 5.3")
    void twoRangeFieldsAreNoRange() {
        assertThat(get("/text", "Range: bytes=0-1", "Range: bytes=3-4").status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("of a coded representation each of several parts says its coding, and the whole does not, 15.3.7.2")
    void severalPartsOfACodedRepresentationSayTheCoding() {
        RawResponse response = get("/coded", "Range: bytes=0-1,5-6");
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.field("Content-Encoding")).isNull();
        assertThat(response.text()).containsPattern("(?s)Content-Encoding: br\r\n.*Content-Encoding: br\r\n");
        assertThat(get("/coded", "Range: bytes=0-1").field("Content-Encoding")).isEqualTo("br");
    }

    @Test
    @DisplayName("several ranges are answered as multipart/byteranges in the order of the request, 14.6 and 15.3.7.2")
    void severalRangesAreAnsweredInTheOrderOfTheRequest() {
        RawResponse response = get("/text", "Range: bytes=-1,0-0");
        assertThat(response.status()).isEqualTo(206);
        String type = response.field("Content-Type");
        assertThat(type).matches("multipart/byteranges; boundary=[0-9a-f-]{36}");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(response.text())
                .isEqualTo(
                        "--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 9-9/10"
                                + "\r\n\r\n9\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                + "Content-Range: bytes 0-0/10\r\n\r\n0\r\n--" + boundary + "--\r\n");
        assertThat(response.field("Content-Range")).isNull();
        assertThat(response.field("ETag")).isEqualTo("\"v1\"");
        assertThat(response.field("Vary")).isEqualTo("Cookie");
        assertThat(response.field("Cache-Control")).isEqualTo("max-age=60");
    }

    @Test
    @DisplayName("no multipart is sent for one range, also if others are outside or overlap, 15.3.7.2")
    void oneRangeLeftIsNoMultipart() {
        assertThat(get("/text", "Range: bytes=1-2,20-30").field("Content-Range"))
                .isEqualTo("bytes 1-2/10");
        assertThat(get("/text", "Range: bytes=1-4,3-6").field("Content-Range")).isEqualTo("bytes 1-6/10");
    }

    @Test
    @DisplayName("many ranges, or more than two that overlap, get the whole, 14.2")
    void manyOrOverlappingRangesGetTheWhole() {
        String many =
                IntStream.range(0, 1_000).mapToObj(i -> 9 * i + "-" + 9 * i).collect(Collectors.joining(","));
        assertThat(get("/large", "Range: bytes=" + many).body()).hasSize(LARGE);
        assertThat(get("/large", "Range: bytes=0-,0-,0-,0-").status()).isEqualTo(200);
        assertThat(get("/text", "Range: bytes=0-5,1-6,2-7").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("several ranges never take more than twice the resource, but for small ones")
    void severalRangesTakeAtMostTwiceTheResource() {
        String sixteen =
                IntStream.range(0, 16).mapToObj(i -> 2 * i + "-" + 2 * i).collect(Collectors.joining(","));
        assertThat(get("/text", "Range: bytes=0-0,2-2,4-4,6-6,8-8").body().length)
                .isLessThanOrEqualTo(Ranged.SMALL);
        assertThat(get("/large", "Range: bytes=" + sixteen).status()).isEqualTo(206);
        assertThat(get("/large", "Range: bytes=0-499999,500001-").body().length).isLessThan(LARGE + 1_000);
    }

    @Test
    @DisplayName("a large resource comes back together from its ranges")
    void largeResourceComesTogetherFromItsRanges() {
        byte[] all = large();
        byte[] copy = new byte[LARGE];
        for (int first = 0; first < LARGE; first += 300_001) {
            byte[] part = get("/large", "Range: bytes=" + first + "-" + (first + 300_000))
                    .body();
            System.arraycopy(part, 0, copy, first, part.length);
        }
        assertThat(copy).isEqualTo(all);
    }

    @Test
    @DisplayName("only GET has ranges, 14.2")
    void onlyGetHasRanges() {
        RawResponse response = ask("HEAD", "/text", "Range: bytes=0-1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Length")).isEqualTo("10");
        assertThat(ask("HEAD", "/text", "Range: bytes=100-").status()).isEqualTo(200);
        assertThat(ask("POST", "/text", "Range: bytes=0-1", "Content-Length: 0").status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("only a 200 response has ranges, and only one that is complete, 14.2")
    void onlyAComplete200HasRanges() {
        assertThat(get("/created", "Range: bytes=0-1").raw())
                .startsWith("HTTP/1.1 201 Created")
                .endsWith(TEXT);
        assertThat(get("/streamed", "Range: bytes=0-1").text()).isEqualTo(TEXT);
        assertThat(get("/streamed").field("Accept-Ranges")).isNull();
    }

    @ParameterizedTest(name = "If-Range: {0} gives {1}")
    @DisplayName("If-Range compares strongly, and gives the whole where it fails, 13.1.5")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v1"                             | 206
            Thu, 01 Jan 2026 00:00:00 GMT    | 206
            Thursday, 01-Jan-26 00:00:00 GMT | 206
            "v0"                             | 200
            W/"v1"                           | 200
            v1                               | 200
            *                                | 200
            "v0", "v1"                       | 200
            Thu, 01 Jan 2026 00:00:01 GMT    | 200
            Wed, 31 Dec 2025 23:59:59 GMT    | 200
            yesterday                        | 200
            """)
    void ifRangeComparesStrongly(String validator, int status) {
        assertThat(get("/text", "Range: bytes=0-1", "If-Range: " + validator).status())
                .isEqualTo(status);
        assertThat(get("/weak", "Range: bytes=0-1", "If-Range: " + validator).status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("a range that lies outside matters only while If-Range holds, 14.2")
    void rangeOutsideMattersOnlyWhileIfRangeHolds() {
        assertThat(get("/text", "Range: bytes=50-", "If-Range: \"v0\"").status())
                .isEqualTo(200);
        assertThat(get("/text", "Range: bytes=50-", "If-Range: \"v1\"").status())
                .isEqualTo(416);
    }

    @Test
    @DisplayName("If-Range without Range changes nothing, 13.1.5")
    void ifRangeWithoutRangeSaysNothing() {
        assertThat(get("/text", "If-Range: \"v0\"").raw())
                .isEqualTo(get("/text").raw());
    }

    @Test
    @DisplayName("a date of this very second is no strong validator, 8.8.2.2")
    void dateOfThisSecondIsNoStrongValidator() {
        Validators current = Validators.of(EntityTag.strong("v1"), 1_000_000_000L);
        String date = HttpDate.format(1_000_000_000L);
        assertThat(Ranged.isCurrent(date, current, 1_000_000_000L)).isFalse();
        assertThat(Ranged.isCurrent(date, current, 1_000_000_001L)).isTrue();
    }

    @Test
    @DisplayName("preconditions come before ranges, 13.2.2")
    void preconditionsComeBeforeRanges() {
        assertThat(get("/text", "Range: bytes=0-1", "If-None-Match: \"v1\"").status())
                .isEqualTo(304);
        assertThat(get("/text", "Range: bytes=50-", "If-None-Match: \"v1\"").status())
                .isEqualTo(304);
        assertThat(get("/text", "Range: bytes=50-", "If-Match: \"v0\"").status())
                .isEqualTo(412);
        assertThat(get("/text", "Range: bytes=0-1", "If-Match: \"v1\"").status())
                .isEqualTo(206);
    }
}
