package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DeskTest
@DisplayName("Actuator on the staff's server")
class MetersTest {
    private static final String RESPONSES = "kamaelia.http.server.responses";

    @Autowired
    PublicClient customer;

    @Autowired
    AdminClient staff;

    private interface Requests {
        void run() throws IOException;
    }

    private long responses(String framing) {
        return responses(framing, "&tag=server:public");
    }

    private long responses(String framing, String moreTags) {
        String answer = staff.get("/actuator/metrics/" + RESPONSES + "?tag=framing:" + framing + moreTags)
                .body();
        for (JsonNode one : JsonMapper.shared().readTree(answer).get("measurements")) {
            if (one.get("statistic").asString().equals("COUNT")) {
                return one.get("value").asLong();
            }
        }
        throw new AssertionError("No COUNT in " + answer);
    }

    private void rises(String framing, int by, Requests requests) throws IOException {
        long before = responses(framing);
        requests.run();
        Awaitility.await().untilAsserted(() -> assertThat(responses(framing)).isEqualTo(before + by));
    }

    @Test
    @DisplayName("counts exactly the chunked responses as chunked, on each server")
    void countsChunkedResponsesAsChunked() {
        long before = responses("chunked", "");
        for (int i = 0; i < 7; i++) {
            customer.get("/manifest.csv?status=sorted");
            customer.get("/notes");
            customer.get("/no-such-thing");
        }
        assertThat(responses("chunked", "")).isEqualTo(before + 7);
    }

    @Test
    @DisplayName("counts responses of known length as content-length")
    void countsResponsesOfKnownLengthAsContentLength() throws IOException {
        rises("content-length", 3, () -> {
            customer.get("/");
            customer.get("/notes");
            customer.get("/no-such-thing");
        });
    }

    @Test
    @DisplayName("counts an event stream, and a report for HTTP/1.0, as close")
    void countsEventStreamsAndHttp10ReportsAsClose() throws IOException {
        rises("close", 2, () -> {
            HttpResponse<InputStream> events =
                    customer.open(customer.to("/scans").build());
            customer.raw("GET /manifest.csv HTTP/1.0\r\n\r\n");
            events.body().close();
        });
    }

    @Test
    @DisplayName("counts responses without a body as none")
    void countsResponsesWithoutABodyAsNone() throws IOException {
        rises("none", 2, () -> {
            customer.postJson("/notes", "{\"text\":\"hello\"}");
            customer.raw("HEAD /manifest.csv HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
        });
    }

    @Test
    @DisplayName("has every meter of the servers in the Prometheus format")
    void hasEveryMeterInThePrometheusFormat() {
        customer.get("/manifest.csv");
        assertThat(staff.get("/actuator/prometheus").body())
                .contains(
                        "kamaelia_http_server_responses_total{framing=\"chunked\",server=\"public\"}",
                        "kamaelia_http_server_response_body_size_bytes_count{framing=\"chunked\",server=\"public\"}",
                        "kamaelia_http_server_queue_depth{",
                        "kamaelia_http_server_queue_capacity{",
                        "kamaelia_http_server_queue_depth_max{",
                        "kamaelia_http_server_queue_bytes{",
                        "kamaelia_http_server_queue_full_total{",
                        "kamaelia_http_server_queue_wait_seconds_count{",
                        "kamaelia_http_server_connections_active{",
                        "kamaelia_http_server_connections_closed_total{",
                        "kamaelia_http_server_requests_rejected_total{");
    }
}
