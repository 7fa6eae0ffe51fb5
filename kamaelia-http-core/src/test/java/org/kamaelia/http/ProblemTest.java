package org.kamaelia.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.RawClient.get;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Problem details, RFC 9457")
class ProblemTest {
    private static RawResponse answer(Problem problem) {
        try (TestServer server = TestServer.serve(HandlerFactory.oneShot(request -> problem.response()))) {
            return server.client().send(get("/")).response();
        }
    }

    @Test
    @DisplayName("have type, title, status and members of their own, 3.1 and 3.2")
    void haveTypeTitleStatusAndOwnMembers() {
        RawResponse response = answer(Problem.of(409)
                .type("https://example.com/sold-out")
                .title("Sold out")
                .detail("None left")
                .instance("/orders/7")
                .with("left", "0"));
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.text())
                .isEqualTo("{\"type\":\"https://example.com/sold-out\",\"title\":\"Sold out\",\"status\":409,"
                        + "\"detail\":\"None left\",\"instance\":\"/orders/7\",\"left\":\"0\"}\n");
    }

    @Test
    @DisplayName("are JSON whatever they quote, RFC 8259 7")
    void areJsonWhateverTheyQuote() {
        String text = new String(
                answer(Problem.of(400).detail("\\ \" \u0001 \u00e4 \ud83d\ude00 \ud83d"))
                        .body(),
                UTF_8);
        assertThat(text).contains("\"detail\":\"\\\\ \\\" \\u0001 \u00e4 \ud83d\ude00 \\ud83d\"");
    }

    @Test
    @DisplayName("have names that fit, 3.2, and the status of an error")
    void haveFittingNamesAndAnErrorStatus() {
        assertThatThrownBy(() -> Problem.of(400).with("a b", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Problem.of(400).with("status", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Problem.of(200)).isInstanceOf(IllegalArgumentException.class);
    }
}
