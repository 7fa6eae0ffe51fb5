package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("When the desk closes")
@Timeout(60)
class ClosingTest {
    /** The grace period is so long that the test fails if the servers wait for it instead of ending the streams. */
    private static final String GRACE = "600s";

    private static ConfigurableApplicationContext open() {
        return new SpringApplicationBuilder(DemoApplication.class)
                .run(
                        "--kamaelia.http.servers.public.port=0",
                        "--kamaelia.http.servers.admin.port=0",
                        "--kamaelia.http.servers.secure.port=0",
                        "--kamaelia.http.servers.public.shutdown-grace=" + GRACE,
                        "--spring.lifecycle.timeout-per-shutdown-phase=" + GRACE,
                        "--desk.longest-wait=" + GRACE);
    }

    @Test
    @DisplayName("open event streams end, and waiting clients get their response")
    void eventStreamsEndAndWaitingClientsGetTheirResponse() {
        ConfigurableApplicationContext desk = open();
        Client client = new Client(Client.port(desk.getEnvironment(), "public"));
        ScanFeed feed = desk.getBean(ScanFeed.class);
        String parcel =
                desk.getBean(ParcelRegister.class).all().iterator().next().id();

        CompletableFuture<HttpResponse<String>> stream =
                client.sendAsync(client.to("/scans").build());
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(client.to("/parcels/" + parcel + "/next-scan").build());
        Awaitility.await().until(() -> feed.waiters() == 1 && feed.listeners() == 1);
        desk.close();

        assertThat(stream.join().statusCode())
                .isEqualTo(200); // the client completes the future only when the body has ended
        assertThat(waiting.join().statusCode()).isEqualTo(204);
        assertThat(feed.listeners()).isZero();
    }
}
