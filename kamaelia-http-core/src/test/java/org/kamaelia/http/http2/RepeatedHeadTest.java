package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

@DisplayName("A response that is sent many times")
@Timeout(60)
class RepeatedHeadTest {
    private static final int HEADER_TABLE_SIZE = 1;

    /** Six responses, which are more than a connection remembers. */
    private static TestServer serve() {
        ResourceGlue routes = ResourceGlue.of();
        for (int i = 0; i < 6; i++) {
            Response same = Response.text("x".repeat(i)).header("x-number", "n" + i);
            routes = routes.at("/" + i, request -> same);
        }
        return TestServer.with(routes)
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
    }

    private static void ask(Http2Client client, int stream, int which) {
        client.get(stream, "/" + which);
        Http2Client.Answer answer = client.answer(stream);
        assertThat(answer.fields())
                .containsEntry(":status", "200")
                .containsEntry("x-number", "n" + which)
                .containsEntry("content-length", String.valueOf(which))
                .containsKey("date")
                .hasSize(5);
        assertThat(answer.body()).hasSize(which);
    }

    @Test
    @DisplayName("has the same fields each time, whatever was sent between (RFC 7541 section 2.2)")
    void sameFields() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            int stream = 1;
            for (int i = 0; i < 40; i++, stream += 2) {
                ask(client, stream, i / 3 % 6);
            }
            for (int i = 0; i < 40; i++, stream += 2) {
                ask(client, stream, 5 * i % 6);
            }
        }
    }

    @Test
    @DisplayName("takes a few octets from the third time on")
    void fewOctets() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            int least = Integer.MAX_VALUE;
            for (int stream = 1; stream < 21; stream += 2) {
                client.get(stream, "/3");
                Http2Client.Received head = client.next(Http2Client.HEADERS);
                Map<String, String> fields = client.fields(head);
                assertThat(fields).containsEntry("x-number", "n3");
                least = Math.min(least, head.payload().length);
                client.next(Http2Client.DATA);
            }
            assertThat(least).isEqualTo(5);
        }
    }

    @Test
    @DisplayName("is encoded anew when the client changes the size of its table (RFC 7541 section 4.2)")
    void otherTable() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            int stream = 1;
            for (int size : new int[] {4096, 100, 0, 4096, 200}) {
                client.settings(HEADER_TABLE_SIZE, size);
                for (int i = 0; i < 12; i++, stream += 2) {
                    ask(client, stream, i / 4);
                }
            }
        }
    }
}
