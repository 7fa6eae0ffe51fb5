package org.kamaelia.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.syntax.Fields;

@DisplayName("A response is checked when it is made, so that nothing wrong can leave")
class ResponseTest {

    @ParameterizedTest
    @CsvSource({
        "Content-Length, length(long)",
        "content-length, length(long)",
        "Transfer-Encoding, the server chooses",
        "Connection, close()",
        "Keep-Alive, close()"
    })
    @DisplayName("the fields of the framing cannot be set by hand, and the message says what to use, RFC 9112 6")
    void framingFieldsCannotBeSetByHand(String name, String instead) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Response.text("").header(name, "1"))
                .withMessageContaining(instead);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Response.text("").replaceHeader(name, "1"))
                .withMessageContaining(instead);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\u0000b", "a\u007fb", "a\u0100b"})
    @DisplayName("a value that could end its line, or is not text, is refused, RFC 9110 5.5")
    void valueThatCouldEndItsLineIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Response.text("").header("X", value));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect(302, value));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.bytes(value, new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "ä", "a\r\n"})
    @DisplayName("a name that is no token is refused, RFC 9110 5.6.2")
    void nameThatIsNoTokenIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Response.text("").header(name, "v"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 600, 1000})
    @DisplayName("a status is from 100 to 599, RFC 9110 15")
    void statusIsFrom100To599(int status) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Response.of(status))
                .withMessageContaining(String.valueOf(status));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.text("").status(status));
    }

    @Test
    @DisplayName("a promise must fit the body that is there, and cannot be less than nothing")
    void promisedLengthFitsTheBodyThatIsThere() {
        assertThat(Response.text("12345").length(5).contentLength()).isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Response.text("12345").length(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Response.ok("text/plain").length(-1));
        assertThatIllegalStateException().isThrownBy(() -> Response.text("").endless());
    }

    @Test
    @DisplayName("every change is a new object")
    void everyChangeIsANewObject() {
        Response one = Response.text("one");

        assertThat(one.status(404)).isNotSameAs(one);
        assertThat(one.header("X", "1").header("X", "2").fields().all("X")).containsExactly("1", "2");
        assertThat(one.header("X", "1")
                        .header("x", "2")
                        .replaceHeader("X", "3")
                        .fields()
                        .all("X"))
                .containsExactly("3");
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.fields().contains("X")).isFalse();
        assertThat(one.close().isClosing()).isTrue();
        assertThat(one.isClosing()).isFalse();
    }

    @Test
    @DisplayName("a body given as a buffer is the remaining content of it, and moving the buffer later changes nothing")
    void bodyIsWhatRemainedOfItsBuffer() {
        ByteBuffer buffer = ByteBuffer.wrap("..hello..".getBytes(), 2, 5);
        Response response = Response.bytes("text/plain", buffer);
        buffer.clear();

        assertThat(response.size()).isEqualTo(5);
        assertThat(US_ASCII.decode(response.body()).toString()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length", "transfer-encoding", "Host", "Trailer", "Set-Cookie", "Content-Type", "Date"})
    @DisplayName("fields that frame, route, authenticate or describe the content are no trailers, RFC 9110 6.5.1")
    void fieldsThatFrameOrRouteAreNoTrailers(String name) {
        Fields fields = Fields.builder().add(name, "1").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResponsePart.Trailers(fields))
                .withMessageContaining(name);
    }

    @Test
    @DisplayName("a redirect has a status from 300 to 399 and a Location, RFC 9110 15.4")
    void redirectHasAStatusFrom300To399AndALocation() {
        assertThat(Response.redirect(303, "/there").fields().first("Location")).isEqualTo("/there");
        assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect(200, "/there"));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect(304, "/there"));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect(303, "/over there"));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect(303, "/th\u00e4r"));
    }
}
