package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("A document")
class DocumentsTest {
    private static final int MIB = 1024 * 1024;

    @Autowired
    PublicClient client;

    private HttpResponse<String> handIn(BodyPublisher document) {
        HttpRequest request = client.to("/documents").POST(document).build();
        return client.send(request);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static String receipt(byte[] document) throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(document);
        return "{\"bytes\":" + document.length + ",\"sha256\":\""
                + HexFormat.of().formatHex(sum) + "\"}";
    }

    @Test
    @DisplayName("of 10 MiB without an announced length gets a receipt with its SHA-256")
    void ofUnknownLengthGetsAReceipt() throws Exception {
        byte[] document = random(10 * MIB);
        HttpResponse<String> answer = handIn(Client.streamed(() -> new ByteArrayInputStream(document)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(framing(answer)).isEqualTo("content-length");
        assertThat(answer.body()).isEqualTo(receipt(document));
    }

    @Test
    @DisplayName("of announced length, and an empty document, get a receipt, too")
    void ofAnnouncedLengthGetsAReceipt() throws Exception {
        byte[] document = random(3 * MIB);
        assertThat(handIn(BodyPublishers.ofByteArray(document)).body()).isEqualTo(receipt(document));
        assertThat(handIn(BodyPublishers.noBody()).body()).isEqualTo(receipt(new byte[0]));
    }

    @Test
    @DisplayName("larger than the limit gets 413 before it is sent")
    void largerThanTheLimitGets413BeforeItIsSent() {
        String answer =
                client.raw("POST /documents HTTP/1.1\r\nHost: desk\r\nContent-Length: " + (16 * MIB + 1) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\r\nConnection: close\r\n");
    }
}
