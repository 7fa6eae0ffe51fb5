package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.RawResponse;

@DisplayName("Minimal sends ranges of files")
class MinimalRangesTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path root;

    private Site site;

    @BeforeEach
    void start() {
        site = Site.of(root);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    @DisplayName("single ranges of small and large files are sent: closed, open-ended and suffix, RFC 9110 14.1.2")
    void singleRangesOfSmallAndLargeFilesAreSent(int size) {
        byte[] content = Site.random(size);
        site.put("f", content);
        RawResponse middle = site.get("/static/f", "Range: bytes=10-19");
        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
        assertThat(middle.field("Content-Range")).isEqualTo("bytes 10-19/" + size);
        assertThat(middle.field("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(middle.field("ETag")).isEqualTo(site.tag("/static/f"));
        assertThat(site.get("/static/f", "Range: bytes=" + (size - 5) + "-").body())
                .isEqualTo(Arrays.copyOfRange(content, size - 5, size));
        assertThat(site.get("/static/f", "Range: bytes=-7").body())
                .isEqualTo(Arrays.copyOfRange(content, size - 7, size));
        assertThat(site.get("/static/f", "Range: bytes=0-").body()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    @DisplayName("several ranges are sent as multipart/byteranges, RFC 9110 14.6")
    void severalRangesAreSentAsMultipart(int size) {
        byte[] content = "0123456789".repeat(size / 10).getBytes(UTF_8);
        site.put("f.txt", content);
        RawResponse response = site.get("/static/f.txt", "Range: bytes=0-1,500-503,-2");
        assertThat(response.status()).isEqualTo(206);
        String boundary = String.valueOf(response.field("Content-Type")).replace("multipart/byteranges; boundary=", "");
        String part = "--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
        assertThat(response.text())
                .isEqualTo(part + "0-1/" + size + "\r\n\r\n01\r\n" + part + "500-503/" + size + "\r\n\r\n0123\r\n"
                        + part + (size - 2) + "-" + (size - 1) + "/" + size + "\r\n\r\n89\r\n--" + boundary + "--\r\n");
    }

    @Test
    @DisplayName(
            "a part of a file that was rewritten in place is never taken for a part of the version that its tag names, 13.1.5")
    void rangesOfARewrittenFileAreNeverMixed() throws IOException {
        Path file = site.put("large.bin", "a".repeat(200_000));
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
        String tag = site.get("/static/large.bin").field("ETag");
        assertThat(tag).startsWith("\"");
        Files.writeString(file, "b".repeat(200_000));

        RawResponse response = site.ask("GET", "/static/large.bin", "Range: bytes=9-", "If-Range: " + tag);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).hasSize(200_000).containsOnly('b');
    }

    @Test
    @DisplayName("no range is sent to HEAD, past the end, or of another version, RFC 9110 14.2, 15.5.17, 13.1.5")
    void noRangesForHeadPastTheEndOrOfAnotherVersion() {
        site.put("f", Site.random(100_000));
        assertThat(site.ask("HEAD", "/static/f", "Range: bytes=0-1").status()).isEqualTo(200);
        RawResponse past = site.get("/static/f", "Range: bytes=100000-");
        assertThat(past.status()).isEqualTo(416);
        assertThat(past.field("Content-Range")).isEqualTo("bytes */100000");
        assertThat(site.get("/static/f", "Range: bytes=0-1", "If-Range: \"other\"")
                        .status())
                .isEqualTo(200);
        assertThat(site.get("/static/f", "Range: bytes=0-1", "If-Range: " + site.tag("/static/f"))
                        .status())
                .isEqualTo(206);
        assertThat(site.get("/static/f", "Range: bytes=0-1", "If-Range: " + Site.LAST_MODIFIED)
                        .status())
                .isEqualTo(206);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "4294967290, 4294967305", "5368709120, 5368709124", "10737418239, 10737418239"})
    @DisplayName("ranges of a file of 10 GiB are sent, also behind the first 4 GiB")
    void rangesOfA10GibibyteFileAreSent(long first, long last) throws IOException {
        sparseFile();
        RawResponse response = site.get("/static/sparse", "Range: bytes=" + first + "-" + last);
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.field("Content-Range")).isEqualTo("bytes " + first + "-" + last + "/" + 10 * GIB);
        assertThat(response.body()).isEqualTo(expected(first, last));
    }

    @Test
    @DisplayName("several ranges of a file of 10 GiB, gigabytes apart, are sent in one answer")
    void severalRangesFarApartAreSentInOneAnswer() throws IOException {
        sparseFile();
        RawResponse response =
                site.get("/static/sparse", "Range: bytes=0-3,4294967294-4294967299,5368709120-5368709123,-1");
        assertThat(response.text())
                .contains("bytes 4294967294-4294967299/10737418240\r\n\r\n\0\0MARK\r\n")
                .contains("bytes 5368709120-5368709123/10737418240\r\n\r\nFIVE\r\n")
                .contains("bytes 10737418239-10737418239/10737418240\r\n\r\nZ\r\n");
    }

    @Test
    @DisplayName("the length of a file of 10 GiB is sent in HEAD and before the content")
    void lengthOfA10GibibyteFileIsSent() throws IOException {
        sparseFile();
        assertThat(site.ask("HEAD", "/static/sparse").field("Content-Length")).isEqualTo("10737418240");
        try (var client = site.server.client(4_096)) {
            client.send(org.kamaelia.testing.RawClient.get("/static/sparse"));
            assertThat(client.responseHead().field("Content-Length")).isEqualTo("10737418240");
            assertThat(client.read(1_000_000)).containsOnly(0);
        }
        site.server.awaitEmpty();
    }

    private void sparseFile() throws IOException {
        Path file = root.resolve("sparse");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("MARK".getBytes(UTF_8)), 4 * GIB);
            channel.write(ByteBuffer.wrap("FIVE".getBytes(UTF_8)), 5 * GIB);
            channel.write(ByteBuffer.wrap("Z".getBytes(UTF_8)), 10 * GIB - 1);
        }
        Files.setLastModifiedTime(file, FileTime.from(Site.MODIFIED));
    }

    private static byte[] expected(long first, long last) {
        byte[] all = new byte[(int) (last - first + 1)];
        mark(all, first, 4 * GIB, "MARK");
        mark(all, first, 5 * GIB, "FIVE");
        mark(all, first, 10 * GIB - 1, "Z");
        return all;
    }

    private static void mark(byte[] all, long first, long at, String mark) {
        for (int i = 0; i < mark.length(); i++) {
            long place = at + i - first;
            if (place >= 0 && place < all.length) {
                all[(int) place] = (byte) mark.charAt(i);
            }
        }
    }
}
