package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Forms as clients write them, RFC 7578")
class FormClientsTest {
    @TempDir
    static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.serve(Forms.into(
                Forms.Limits.of(10_000, directory),
                (request, form) -> Response.text(form.texts() + " "
                        + form.uploads().stream().map(Form.Upload::part).toList())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawResponse post(String type, String body) {
        try (RawClient client = server.client()) {
            String octets = new String(body.getBytes(UTF_8), ISO_8859_1);
            return client.send(head(
                                    "POST / HTTP/1.1",
                                    "Host: h",
                                    "Content-Type: multipart/form-data; " + type,
                                    "Content-Length: " + octets.length())
                            + octets)
                    .response();
        }
    }

    private static RawResponse part(String disposition) {
        return post(
                "boundary=XX", "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\nx\r\n--XX--\r\n");
    }

    private static String text(RawResponse response) {
        assertThat(response.status()).isEqualTo(200);
        return new String(response.body(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '^', textBlock = """
            name=f[]                                                  ! f[]  ! null
            name="f[]"                                                ! f[]  ! null
            name=f[]; filename=my file.txt                            ! f[]  ! my file.txt
            name="f"; filename="dir\\"                                ! f    ! dir\\
            name="dir\\"; filename="a.txt"                            ! dir\\ ! a.txt
            name="f"; filename="a\\"b.txt"                            ! f    ! a"b.txt
            name="f"; filename="a%22b.txt"                            ! f    ! a"b.txt
            name="f"; filename=""                                     ! f    ! ^^
            name="f"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt     ! f    ! na\u00efve \u20ac.txt
            name="f"; filename*="utf-8'en'a.txt"                      ! f    ! a.txt
            name="f"; filename*=ISO-8859-1''%A3.txt                   ! f    ! \u00a3.txt
            name*=utf-8''%E2%82%AC; filename="a.txt"                  ! \u20ac ! a.txt
            name="f"; filename="=?utf-8?B?w6QudHh0?="; filename*=utf-8''%C3%A4.txt ! f ! \u00e4.txt
            name="f"; filename="plain.txt"; filename*=utf-8''other    ! f    ! plain.txt
            """)
    @DisplayName("a part is understood as browsers and libraries mean it")
    void partIsUnderstoodAsBrowsersMeanIt(String disposition, String name, String filename) {
        String expected = filename.equals("null")
                ? "[Text[name=" + name + ", value=x]] []"
                : "[] [FormPart[name=" + name + ", filename=" + filename + ", type=null]]";
        assertThat(text(part(disposition))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"f\"; filename*=",
                "name=\"f\"; filename*=x",
                "name=\"f\"; filename*=UTF-8''%ff",
                "name=\"f\"; filename*=UTF-8''a%00.txt",
                "name=\"f\"; filename*=UTF-7''a",
                "name*=UTF-8''%ff",
                "name=a\"b",
                "name=\"a\"b",
                "name=\"a\"; name=\"b\"",
                "name=\"f\"; filename=\"a\"; filename=\"b\"",
                "name=\"f\"\r\nContent-Disposition: form-data; name=\"g\""
            })
    @DisplayName("a part that two readers could read in two ways, or whose file name cannot be decoded, is 400")
    void ambiguousPartIs400(String disposition) {
        assertThat(part(disposition).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "a/b", "a_b", "--=_NextPart_000", "a:b", "a?b", "a'b(c)+,-.", "a b", "{a}", "a@b"})
    @DisplayName("a boundary may stand without the quotes that it needs, RFC 2046 5.1.1")
    void boundaryMayStandWithoutItsQuotes(String boundary) {
        String body =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n--" + boundary + "--\r\n";
        assertThat(text(post("boundary=" + boundary, body))).isEqualTo("[Text[name=f, value=x]] []");
        assertThat(text(post("boundary=\"" + boundary + "\"; charset=utf-8", body)))
                .isEqualTo("[Text[name=f, value=x]] []");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boundary=a\"b",
                "boundary=\"a\\\"",
                "boundary=\"a\\\"b\"",
                "boundary=\"a\\b\"",
                "boundary= a",
                "boundary =a",
                "boundary=a; boundary=b",
                "boundary=\"a\"b",
                "boundary=\u00e4"
            })
    @DisplayName("a boundary that two readers could read in two ways is 415")
    void ambiguousBoundaryIs415(String type) {
        assertThat(post(type, "--a\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n--a--\r\n")
                        .status())
                .isEqualTo(415);
    }
}
