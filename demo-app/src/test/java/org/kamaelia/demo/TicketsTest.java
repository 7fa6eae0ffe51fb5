package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("Tickets")
class TicketsTest {
    private static final int CUSTOMERS = 200;

    @Autowired
    PublicClient client;

    private CompletableFuture<HttpResponse<String>> take() {
        return client.sendAsync(
                client.to("/tickets").POST(BodyPublishers.noBody()).build());
    }

    @Test
    @DisplayName("each number is handed out once, to 200 customers at the same time")
    void eachNumberIsHandedOutOnce() {
        List<CompletableFuture<HttpResponse<String>>> taken =
                IntStream.range(0, CUSTOMERS).mapToObj(i -> take()).toList();
        List<String> tickets = taken.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::body)
                .toList();
        assertThat(tickets).doesNotHaveDuplicates().hasSize(CUSTOMERS);
        int first = tickets.stream().mapToInt(TicketsTest::number).min().orElseThrow();
        assertThat(tickets.stream().map(TicketsTest::number))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(first, first + CUSTOMERS).boxed().toList());
    }

    private static int number(String ticket) {
        return Integer.parseInt(ticket.replaceAll("[^0-9]", ""));
    }

    @Test
    @DisplayName("a ticket is JSON with a length, and caches do not store it")
    void ticketIsJsonThatCachesDoNotStore() {
        HttpResponse<String> ticket = take().join();
        assertThat(framing(ticket)).isEqualTo("content-length");
        assertThat(ticket.body()).matches("\\{\"number\":[0-9]+}");
        assertThat(ticket.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
}
