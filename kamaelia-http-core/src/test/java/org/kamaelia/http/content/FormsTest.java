package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Forms with files, RFC 7578")
@ExtendWith(ExpectedFailures.class)
class FormsTest {
    private static final int MIB = 1024 * 1024;
    private static final String TYPE = "Content-Type: multipart/form-data; boundary=XX";
    private static final String TEXT_AND_FILE =
            "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--XX\r\n"
                    + "Content-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                    + "file\r\n--X\r\n\r\n--XX--\r\n";
    private static final AtomicBoolean ROOM = new AtomicBoolean(true);
    private static final AtomicLong TAKEN = new AtomicLong();
    private static final AtomicReference<Stepwise> LAST = new AtomicReference<>();

    @TempDir
    static Path directory;

    private static TestServer server;

    /** Tells what it got, and takes it only while there is room. */
    private static final class Stepwise extends MultipartHandler {
        private final StringBuilder text = new StringBuilder();
        private final CRC32 checksum = new CRC32();
        private long size;

        Stepwise() {
            super(4);
            LAST.set(this);
        }

        @Override
        protected long maxBody() {
            return 0;
        }

        @Override
        protected boolean hasRoom() {
            return ROOM.get();
        }

        @Override
        protected void part(FormPart part) {
            text.append(part.name()).append('(').append(part.filename()).append("):");
        }

        @Override
        protected void data(ByteBuffer bytes) {
            TAKEN.addAndGet(bytes.remaining());
            size += bytes.remaining();
            checksum.update(bytes);
        }

        @Override
        protected void partEnd() {
            text.append(size).append(',').append(checksum.getValue()).append(' ');
        }

        @Override
        protected void formEnd() {
            respond(Response.text(text.toString()));
        }
    }

    private static Response describe(Form form) throws IOException {
        StringBuilder text = new StringBuilder();
        form.texts()
                .forEach(one ->
                        text.append(one.name()).append('=').append(one.value()).append(' '));
        for (Form.Upload upload : form.uploads()) {
            assertThat(upload.size()).isEqualTo(Files.size(upload.file()));
            assertThat(upload.file()).hasParent(directory);
            text.append(upload.part())
                    .append('=')
                    .append(Files.readString(upload.file(), ISO_8859_1))
                    .append(' ');
        }
        return Response.text(text.toString());
    }

    @BeforeAll
    static void start() {
        Forms.Limits limits = Forms.Limits.of(4 * MIB, directory).inside(4, 1_000, 3 * MIB);
        server = TestServer.serve(ResourceGlue.of()
                .at("/form", Forms.into(limits, (request, form) -> describe(form)))
                .at("/moved", Forms.into(limits, (request, form) -> {
                    Files.move(form.upload("f").file(), directory.resolve("kept"));
                    return Response.of(204);
                }))
                .at("/fails", Forms.into(limits, (request, form) -> {
                    throw new IOException("on purpose");
                }))
                .at("/steps", request -> new Stepwise()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Files.deleteIfExists(directory.resolve("kept"));
        eventually(() -> {
            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left).isEmpty();
            }
        });
    }

    private static RawResponse post(String path, String type, String body) {
        RawClient client = server.client();
        CompletableFuture<Void> sent = client.sendInBackground(
                (head("POST " + path + " HTTP/1.1", "Host: h", type, "Content-Length: " + body.length()) + body)
                        .getBytes(ISO_8859_1));
        RawResponse response = client.response();
        sent.exceptionally(closed -> null).join();
        return response;
    }

    private static String part(String name, String content) {
        return "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }

    private static String file(String name, String content) {
        return "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"f\"\r\n\r\n" + content
                + "\r\n";
    }

    @Test
    @DisplayName("texts come in memory and files on disk, and files are deleted afterwards")
    void textsComeInMemoryAndFilesOnDisk() {
        assertThat(post("/form", TYPE, TEXT_AND_FILE).text())
                .isEqualTo("a=one FormPart[name=f, filename=x.txt, type=text/plain]=file\r\n--X\r\n ");
    }

    @Test
    @DisplayName("a form may come byte by byte, with a preamble and an epilogue, RFC 2046 5.1.1")
    void formMayComeByteByByte() {
        String body = "preamble\r\n" + TEXT_AND_FILE.replace("--XX\r\n", "--XX \t\r\n") + "epilogue\r\n--XX\r\n";
        RawClient client = server.client()
                .send(head("POST /form HTTP/1.1", "Host: h", TYPE, "Content-Length: " + body.length()))
                .sendByteByByte(body);
        assertThat(client.response().text()).startsWith("a=one FormPart[name=f").endsWith("=file\r\n--X\r\n ");
    }

    @Test
    @DisplayName("a quoted boundary, empty parts and an empty form are understood")
    void quotedBoundaryAndEmptyPartsAreUnderstood() {
        assertThat(post(
                                "/form",
                                "Content-Type: Multipart/Form-Data; charset=utf-8; boundary=\"XX\"",
                                part("a", "") + "--XX--")
                        .text())
                .isEqualTo("a= ");
        assertThat(post("/form", TYPE, "--XX--\r\n").text()).isEmpty();
    }

    @Test
    @DisplayName("names are UTF-8, with quotes as browsers write them; filename* is ignored, 4.2 and 5.1")
    void namesAreUtf8AndFilenameStarIsIgnored() {
        String utf8 = new String("\u00e4\u20ac".getBytes(UTF_8), ISO_8859_1);
        String body = "--XX\r\nContent-Disposition: form-data; name=\"" + utf8 + "%22\"; filename=\"C:\\d\\e.txt\";"
                + " filename*=utf-8''..%2Fetc\r\n\r\n\r\n--XX--\r\n";
        assertThat(new String(post("/form", TYPE, body).body(), UTF_8))
                .isEqualTo("FormPart[name=\u00e4\u20ac\", filename=C:\\d\\e.txt, type=null]= ");
    }

    @ParameterizedTest
    @DisplayName("a body that is no such form is refused with 400")
    @ValueSource(
            strings = {
                "",
                "--XX",
                "--XX\r\n",
                "--YY--\r\n",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--XX",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--XX-\r\n",
                "--XX\r\n\r\none\r\n--XX--\r\n",
                "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\none\r\n--XX--\r\n",
                "--XX\r\nContent-Disposition: form-data\r\n\r\none\r\n--XX--\r\n",
                "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\none\r\n--XX--\r\n",
                "--XX\r\nContent-Disposition: form-data; name=\"\u00ff\"\r\n\r\none\r\n--XX--\r\n",
                "--XX\r\nno field\r\n\r\none\r\n--XX--\r\n",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\u00ff\r\n--XX--\r\n"
            })
    void malformedFormIsRefusedWith400(String body) {
        assertThat(post("/form", TYPE, body).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("more parts, or larger heads of parts, than allowed are refused with 400")
    void tooManyPartsOrTooLargeHeadsAreRefusedWith400() {
        assertThat(post("/form", TYPE, part("a", "1").repeat(4) + "--XX--\r\n").status())
                .isEqualTo(200);
        assertThat(post("/form", TYPE, part("a", "1").repeat(5) + "--XX--\r\n").status())
                .isEqualTo(400);
        String fields = "X: y\r\n".repeat(20);
        assertThat(post("/form", TYPE, "--XX\r\n" + fields + "\r\n\r\n--XX--\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(post("/form", TYPE, "--XX\r\nX: " + "y".repeat(10_000) + "\r\n\r\n\r\n--XX--\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(post("/form", TYPE, "--XX" + " ".repeat(1_000) + "\r\n").status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("more text, larger files or a larger whole than allowed are refused with 413, RFC 9110 15.5.14")
    void tooMuchTextOrTooLargeFilesAreRefusedWith413() {
        assertThat(post("/form", TYPE, part("a", "x".repeat(500)).repeat(2) + "--XX--\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(post("/form", TYPE, part("a", "x".repeat(501)).repeat(2) + "--XX--\r\n")
                        .status())
                .isEqualTo(413);
        assertThat(post("/form", TYPE, file("f", "x".repeat(3 * MIB)) + "--XX--\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(post("/form", TYPE, file("f", "x".repeat(3 * MIB + 1)) + "--XX--\r\n")
                        .status())
                .isEqualTo(413);
        assertThat(post("/form", TYPE, file("f", "x".repeat(4 * MIB)) + "--XX--\r\n")
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @DisplayName("another type, or one without a boundary, is refused with 415, RFC 9110 15.5.16")
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: multipart/form-data",
                "Content-Type: multipart/form-data; boundary=",
                "Content-Type: multipart/form-data; boundary=\"a ",
                "Content-Type: multipart/mixed; boundary=XX",
                "X-No: type"
            })
    void anotherTypeOrNoBoundaryIsRefusedWith415(String type) {
        assertThat(post("/form", type, "--XX--\r\n").status()).isEqualTo(415);
        assertThat(post("/steps", type, "--XX--\r\n").status()).isEqualTo(415);
    }

    @Test
    @DisplayName("a file may be moved away and is then kept")
    void fileThatIsMovedAwayIsKept() throws IOException {
        assertThat(post("/moved", TYPE, TEXT_AND_FILE).status()).isEqualTo(204);
        assertThat(Files.readString(directory.resolve("kept"))).isEqualTo("file\r\n--X\r\n");
    }

    @Test
    @DisplayName("files are deleted also when the receiver fails, or the client goes away")
    void filesAreDeletedWhenReceiverOrClientFails() {
        assertThat(post("/fails", TYPE, TEXT_AND_FILE).status()).isEqualTo(500);
        RawClient client = server.client()
                .send(head("POST /form HTTP/1.1", "Host: h", TYPE, "Content-Length: 1000000")
                        + file("f", "x".repeat(50_000)));
        eventually(() -> {
            try (Stream<Path> there = Files.list(directory)) {
                assertThat(there).isNotEmpty();
            }
        });
        client.reset(); // and nothing is left, as after every test
    }

    @Test
    @DisplayName("a stepwise handler gets the same, on the loop")
    void stepwiseHandlerGetsTheSameOnTheLoop() {
        CRC32 one = new CRC32();
        one.update("one".getBytes(UTF_8));
        assertThat(post("/steps", TYPE, TEXT_AND_FILE).text())
                .startsWith("a(null):3," + one.getValue() + " f(x.txt):")
                .endsWith(" ");
        assertThat(post("/steps", TYPE, "--XX\r\nbroken").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("a stepwise handler without room holds the client back, and loses nothing")
    void stepwiseHandlerWithoutRoomHoldsTheClientBack() {
        byte[] noise = new byte[8 * MIB];
        new Random(9).nextBytes(noise);
        String content = new String(noise, ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(noise);
        ROOM.set(false);
        TAKEN.set(0);
        RawClient client = server.client();
        String body = file("f", content) + "--XX--\r\n";
        CompletableFuture<Void> sent = client.sendInBackground(
                (head("POST /steps HTTP/1.1", "Host: h", TYPE, "Content-Length: " + body.length()) + body)
                        .getBytes(ISO_8859_1));
        AtomicLong queued = new AtomicLong(-1);
        eventually(() -> {
            server.settle();
            assertThat(server.queuedBytes()).isPositive().isEqualTo(queued.getAndSet(server.queuedBytes()));
        });
        assertThat(TAKEN).hasValue(0);
        assertThat(sent).isNotDone();
        ROOM.set(true);
        LAST.get().wake();
        assertThat(client.response().text()).isEqualTo("f(f):" + noise.length + "," + checksum.getValue() + " ");
        sent.join();
    }
}
