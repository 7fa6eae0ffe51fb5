package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import javax.net.ssl.SSLSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("The public desk over TLS")
class SecureDeskTest {
    @Autowired
    SecureClient client;

    @Autowired
    PublicClient plain;

    @Autowired
    ScanFeed feed;

    @Autowired
    ParcelRegister register;

    @Test
    @DisplayName("uses TLS 1.3 without any set-up, as localhost and as 127.0.0.1")
    void usesTls13WithoutSetUp() {
        HttpResponse<String> page = client.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.sslSession()).map(SSLSession::getProtocol).hasValue("TLSv1.3");
    }

    @Test
    @DisplayName("serves the same page with the same assets as without TLS")
    void servesTheSamePageAsWithoutTls() {
        assertThat(client.get("/").body()).isEqualTo(plain.get("/").body());
        String styles = AssetsTest.assets(client.get("/").body()) + "desk.css";
        assertThat(client.get(styles).body()).isEqualTo(plain.get(styles).body());
    }

    @Test
    @DisplayName("accepts a document and computes its checksum")
    void acceptsADocumentAndComputesItsChecksum() {
        byte[] document = new byte[1_000_000];
        HttpResponse<String> receipt = client.send(client.to("/documents")
                .POST(BodyPublishers.ofByteArray(document))
                .build());
        assertThat(receipt.body().toLowerCase(Locale.ROOT)).contains("\"bytes\":1000000");
    }

    @Test
    @DisplayName("hands out numbers of the same sequence as without TLS")
    void handsOutNumbersOfTheSameSequence() {
        int first = ticket(plain);
        assertThat(ticket(client)).isEqualTo(first + 1);
        assertThat(ticket(plain)).isEqualTo(first + 2);
    }

    private static int ticket(Client from) {
        String answer = from.send(
                        from.to("/tickets").POST(BodyPublishers.noBody()).build())
                .body();
        return Integer.parseInt(answer.replaceAll("\\D", ""));
    }

    @Test
    @DisplayName("sends scans as they happen, until the connection ends")
    void sendsScansAsTheyHappen() throws IOException {
        HttpResponse<InputStream> stream = client.open(client.to("/scans").build());
        assertThat(framing(stream)).isEqualTo("close");
        try (InputStream events = stream.body()) {
            Awaitility.await().until(() -> feed.listeners() > 0);
            Scan scan = feed.publish(register.all().iterator().next());
            StringBuilder read = new StringBuilder();
            while (read.indexOf("id: " + scan.number() + "\n") < 0) {
                int next = events.read();
                assertThat(next).as("after %s", read).isNotNegative();
                read.append((char) next);
            }
        }
    }

    @Test
    @DisplayName("serves nothing of the desk of the staff")
    void servesNothingOfTheDeskOfTheStaff() {
        assertThat(client.get("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(client.postJson("/scans", "{}").statusCode()).isEqualTo(405);
    }
}
