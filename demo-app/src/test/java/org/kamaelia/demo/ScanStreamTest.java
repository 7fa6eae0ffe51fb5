package org.kamaelia.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("The stream of scans")
class ScanStreamTest {
    @Autowired
    PublicClient client;

    @Autowired
    AdminClient staff;

    @Autowired
    ParcelRegister register;

    @Autowired
    ScanFeed feed;

    private HttpResponse<InputStream> listen(String lastEventId) {
        return client.open(
                client.to("/scans").header("Last-Event-ID", lastEventId).build());
    }

    private static BufferedReader lines(HttpResponse<InputStream> stream) {
        return new BufferedReader(new InputStreamReader(stream.body(), UTF_8));
    }

    /** Reads lines up to and including the first line with this beginning. Heartbeats may be between the lines. */
    private static List<String> upTo(String beginning, BufferedReader lines) throws IOException {
        List<String> read = new ArrayList<>();
        String line;
        do {
            line = lines.readLine();
            assertThat(line).as("after %s", read).isNotNull();
            read.add(line);
        } while (!line.startsWith(beginning));
        return read;
    }

    @Test
    @DisplayName("is endless, so it ends with the connection, and caches do not store it")
    void isEndlessAndCachesDoNotStoreIt() throws IOException {
        HttpResponse<InputStream> stream = listen("0");
        stream.body().close();
        assertThat(framing(stream)).isEqualTo("close");
        assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(stream.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    @DisplayName("sends a scan by the staff while it is open, with the place as it was typed, in one line")
    void sendsAScanByTheStaffInOneLine() throws IOException {
        HttpResponse<InputStream> stream = listen(Long.toString(feed.newest()));
        try (BufferedReader lines = lines(stream)) {
            Parcel parcel = register.anyUnderWay();
            assertThat(parcel).isNotNull();
            String place = "<b>bay</b> \\\"4\\\" \\\\ Zürich";
            HttpResponse<String> scanned =
                    staff.postJson("/scans", "{\"parcel\":\"" + parcel.id() + "\",\"place\":\"" + place + "\"}");
            assertThat(scanned.statusCode()).isEqualTo(200);
            assertThat(upTo("data:", lines))
                    .contains("id: " + feed.newest(), "event: scan")
                    .last()
                    .isEqualTo("data: " + scanned.body());
        }
    }

    @Test
    @DisplayName("sends a comment if there is no scan, so that intermediaries keep it open")
    void sendsACommentIfThereIsNoScan() throws IOException {
        try (BufferedReader lines = lines(listen(Long.toString(feed.newest())))) {
            for (int i = 0; i < 3; i++) {
                assertThat(upTo(":", lines)).last().isEqualTo(":");
            }
        }
    }

    @Test
    @DisplayName("continues after the last event that a client has seen")
    void continuesAfterTheLastEventOfAClient() throws IOException {
        Parcel parcel = register.all().iterator().next();
        long seen = feed.publish(parcel).number();
        feed.publish(parcel);
        feed.publish(parcel);
        try (BufferedReader lines = lines(listen(Long.toString(seen)))) {
            assertThat(upTo("id:", lines)).last().isEqualTo("id: " + (seen + 1));
            assertThat(upTo("id:", lines)).last().isEqualTo("id: " + (seen + 2));
        }
    }

    @Test
    @DisplayName("stops when its client leaves")
    void stopsWhenItsClientLeaves() throws IOException {
        Awaitility.await().until(() -> feed.listeners() == 0);
        HttpResponse<InputStream> stream = listen("0");
        upTo(":", lines(stream));
        assertThat(feed.listeners()).isEqualTo(1);
        stream.body().close();
        Awaitility.await().until(() -> feed.listeners() == 0);
    }

    @Test
    @DisplayName("keeps only the latest scans")
    void keepsOnlyTheLatestScans() throws IOException {
        Parcel parcel = register.all().iterator().next();
        for (int i = 0; i < 2 * ScanFeed.KEPT; i++) {
            feed.publish(parcel);
        }
        try (BufferedReader lines = lines(listen("1"))) {
            long oldest = feed.newest() - ScanFeed.KEPT + 1;
            assertThat(upTo("id:", lines)).last().isEqualTo("id: " + oldest);
        }
    }
}
