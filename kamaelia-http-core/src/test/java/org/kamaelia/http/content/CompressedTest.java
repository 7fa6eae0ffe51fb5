package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Compressed sends responses in gzip to clients that accept it, RFC 9110 8.4 and 12.5.3")
class CompressedTest {
    private static final String TEXT = "all work and no play makes a dull server\n".repeat(500);
    private static final String GZIP = "Accept-Encoding: gzip";

    @TempDir
    static Path directory;

    private static TestServer server;

    /** Sends a file as it is. */
    private static final class FileHandler extends Handler {
        @Override
        protected void start() throws IOException {
            Path file = directory.resolve("text");
            Files.writeString(file, TEXT);
            begin(Response.ok("text/plain").length(TEXT.length()));
            outbox.send(ResponsePart.of(FileRegion.closing(FileChannel.open(file), 0, TEXT.length())));
            finish();
        }

        @Override
        protected void step() {}
    }

    private static HandlerFactory says(Response response) {
        return Compressed.defaults().around(HandlerFactory.oneShot(request -> response));
    }

    @BeforeAll
    static void start() {
        Compressed all = Compressed.defaults();
        server = TestServer.with(ResourceGlue.of()
                        .at(
                                "/text",
                                says(Response.text(TEXT)
                                        .header("ETag", "\"v1\"")
                                        .header("Accept-Ranges", "bytes")))
                        .at("/small", says(Response.text("small")))
                        .at("/png", says(Response.bytes("image/png", TEXT.getBytes(ISO_8859_1))))
                        .at("/typeless", says(Response.of(200).withBody(ByteBuffer.wrap(TEXT.getBytes(ISO_8859_1)))))
                        .at("/coded", says(Response.text(TEXT).header("Content-Encoding", "br")))
                        .at("/fixed", says(Response.text(TEXT).header("Cache-Control", "public, no-transform")))
                        .at("/none", says(Response.of(204)))
                        .at("/varies", says(Response.text(TEXT).header("Vary", "Accept, accept-encoding")))
                        .at("/star", says(Response.text(TEXT).header("Vary", "*")))
                        .at("/svg", says(Response.bytes("image/svg+xml; charset=utf-8", TEXT.getBytes(ISO_8859_1))))
                        .at("/blocking", all.around(HandlerFactory.blocking((request, in, out) -> {
                            byte[] body = in.readAllBytes();
                            out.begin(Response.ok("text/plain"));
                            out.write(body);
                            out.write(TEXT.getBytes(ISO_8859_1));
                        })))
                        .at(
                                "/async",
                                all.around(HandlerFactory.async(
                                        request -> CompletableFuture.supplyAsync(() -> Response.text(TEXT)))))
                        .at("/echo", all.around(request -> new Echo()))
                        .at("/file", all.around(request -> new FileHandler()))
                        .at(
                                "/ranged",
                                Ranged.around(Conditional.around(
                                        says(Response.text(TEXT).header("ETag", "\"v1\"")))))
                        .at(
                                "/behind",
                                all.around(Ranged.around(Conditional.around(HandlerFactory.oneShot(
                                        request -> Response.text(TEXT).header("ETag", "\"v1\"")))))))
                .loops(1)
                .start();
    }

    /** Gives the body back, chunk by chunk. */
    private static final class Echo extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("text/plain"));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(inbox.poll()));
            }
            if (inbox.ended()) {
                finish();
            }
        }
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

    static String unzip(RawResponse response) {
        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a compressed response has no length, varies, and its entity tag is weak, 8.8.1 and 12.5.5")
    void compressedResponseHasNoLengthAndAWeakTag() {
        RawResponse response = get("/text", GZIP);
        assertThat(response.raw())
                .startsWith(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nETag: W/\"v1\"\r\n"
                                + "Vary: Accept-Encoding\r\nContent-Encoding: gzip\r\nDate: *\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(unzip(response)).isEqualTo(TEXT);
        assertThat(response.body().length).isLessThan(TEXT.length() / 20);
    }

    @Test
    @DisplayName("clients that do not ask for gzip get the response uncompressed, with Vary, 12.5.3")
    void clientsThatDoNotAskGetTheOriginalWithVary() {
        assertThat(get("/text").raw())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nETag: \"v1\"\r\n"
                        + "Accept-Ranges: bytes\r\nVary: Accept-Encoding\r\nDate: *\r\nContent-Length: " + TEXT.length()
                        + "\r\n\r\n" + TEXT);
    }

    @ParameterizedTest(name = "Accept-Encoding: {0} gives gzip: {1}")
    @DisplayName("weights decide, 12.4.2 and 12.5.3")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gzip                       | true
            GZip;q=0.5                 | true
            x-gzip                     | true
            br, gzip, deflate          | true
            *                          | true
            identity;q=0               | false
            identity;q=0, *            | true
            gzip;q=0                   | false
            gzip;q=0.0, *;q=0.5        | false
            *;q=0                      | false
            identity, gzip;q=0.5       | false
            br                         | false
            ``                         | false
            ,,gzip,,                   | true
            gzip;q=2                   | false
            gzip;q=0.1234              | false
            """)
    void weightsDecide(String value, boolean gzip) {
        RawResponse response = get("/text", "Accept-Encoding: " + value);
        assertThat(response.field("Content-Encoding")).isEqualTo(gzip ? "gzip" : null);
        assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(gzip ? unzip(response) : response.text()).isEqualTo(TEXT);
    }

    @Test
    @DisplayName("fields that are not negotiated change nothing, and are not in Vary, 12.5.1, 12.5.2 and 12.5.4")
    void fieldsThatAreNotNegotiatedChangeNothing() {
        assertThat(get("/text", "Accept: image/png", "Accept-Charset: utf-7", "Accept-Language: eo")
                        .raw())
                .isEqualTo(get("/text").raw());
    }

    @Test
    @DisplayName("HEAD is answered with the fields of GET, 9.3.2")
    void headIsAnsweredWithTheFieldsOfGet() {
        RawResponse response = ask("HEAD", "/text", GZIP);
        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.field("ETag")).isEqualTo("W/\"v1\"");
        assertThat(response.field("Content-Length")).isNull();
        assertThat(ask("HEAD", "/text").field("Content-Length")).isEqualTo(String.valueOf(TEXT.length()));
    }

    @Test
    @DisplayName("HEAD needs no more than the head, though the handler promised a length, 9.3.2")
    void headNeedsNoDataOfAPromisedLength() {
        HandlerFactory promising = request -> new Handler() {
            @Override
            protected void start() {
                begin(Response.ok("text/plain").length(200_000));
                finish();
            }

            @Override
            protected void step() {}
        };
        try (TestServer other = TestServer.serve(Compressed.defaults().around(promising))) {
            RawResponse response = other.client()
                    .send(head("HEAD / HTTP/1.1", "Host: h", GZIP))
                    .responseToHead();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
            assertThat(response.field("Content-Length")).isNull();
        }
    }

    @ParameterizedTest
    @DisplayName("a response that is small, would not shrink or must not be changed is left alone and does not vary")
    @ValueSource(strings = {"/small", "/png", "/typeless", "/coded", "/fixed", "/none"})
    void smallOrUnchangeableResponsesAreLeftAlone(String path) {
        assertThat(get(path, GZIP).raw()).isEqualTo(get(path).raw());
        assertThat(get(path, GZIP).field("Vary")).isNull();
    }

    @Test
    @DisplayName("a small body is compressed for clients that accept nothing else, 12.5.3")
    void smallBodyIsCompressedForClientsThatTakeOnlyGzip() {
        assertThat(unzip(get("/small", "Accept-Encoding: gzip, identity;q=0"))).isEqualTo("small");
    }

    @Test
    @DisplayName("Vary names Accept-Encoding once, whatever it names already, 12.5.5")
    void varyNamesAcceptEncodingOnce() {
        assertThat(get("/varies", GZIP).all("Vary")).containsExactly("Accept, accept-encoding");
        assertThat(get("/star", GZIP).all("Vary")).containsExactly("*");
    }

    @ParameterizedTest
    @DisplayName("every kind of handler can stand behind it")
    @ValueSource(strings = {"/svg", "/blocking", "/async", "/file"})
    void everyKindOfHandlerCanStandBehindIt(String path) {
        assertThat(unzip(get(path, GZIP))).isEqualTo(TEXT);
        assertThat(get(path).text()).isEqualTo(TEXT);
    }

    @Test
    @DisplayName("request bodies reach the handler behind")
    void requestBodiesReachTheHandlerBehind() {
        String body = "0123456789".repeat(50_000);
        RawClient client = server.client();
        CompletableFuture<Void> sent = client.sendInBackground(
                (head("POST /echo HTTP/1.1", "Host: h", GZIP, "Content-Length: " + body.length()) + body)
                        .getBytes(ISO_8859_1));
        assertThat(unzip(client.response())).isEqualTo(body);
        sent.join();
        client.send(head("POST /blocking HTTP/1.1", "Host: h", GZIP, "Content-Length: 2") + "a\n");
        assertThat(unzip(client.response())).isEqualTo("a\n" + TEXT);
    }

    @Test
    @DisplayName("a client that expects 100 is told to go on by the handler behind, 10.1.1")
    void handlerBehindSends100ToClientsThatExpectIt() {
        RawClient client = server.client()
                .send(head("POST /blocking HTTP/1.1", "Host: h", GZIP, "Expect: 100-continue", "Content-Length: 2"));
        assertThat(client.response().status()).isEqualTo(100);
        assertThat(unzip(client.send("a\n").response())).isEqualTo("a\n" + TEXT);
    }

    @Test
    @DisplayName("conditions and ranges in front of it see the compressed representation")
    void conditionsAndRangesInFrontSeeCompressedData() {
        assertThat(get("/ranged", GZIP, "If-None-Match: W/\"v1\"").raw())
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: W/\"v1\"\r\nVary: Accept-Encoding\r\nDate: *\r\n\r\n");
        assertThat(get("/ranged", "If-None-Match: \"v1\"").field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(unzip(get("/ranged", GZIP, "Range: bytes=0-1"))).isEqualTo(TEXT);
        RawResponse part = get("/ranged", "Range: bytes=0-2", "If-Range: \"v1\"");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(get("/ranged", "Range: bytes=0-2", "If-Range: W/\"v1\"").status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("304 and 206 from behind it vary, and are not touched otherwise")
    void notModifiedAndPartialResponsesOnlyVary() {
        RawResponse part = get("/behind", GZIP, "Range: bytes=0-2");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("all");
        assertThat(part.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(get("/behind", GZIP, "If-None-Match: \"v1\"").raw())
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nVary: Accept-Encoding\r\nDate: *\r\n\r\n");
        assertThat(get("/behind", GZIP, "If-None-Match: W/\"v1\"").field("ETag"))
                .isEqualTo("W/\"v1\"");
    }
}
