package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

@DisplayName("The log says what failed, and says nothing of what is an answer")
class FailureLogTest {
    private static final HandlerFactory ROUTES = ResourceGlue.of()
            .at("/failing", HandlerFactory.oneShot(request -> {
                throw new IllegalStateException("on purpose");
            }))
            .at("/refusing", HandlerFactory.oneShot(request -> {
                throw new StatusException(409, "Not now");
            }))
            .at("/incomplete", request -> Response.ok("text/plain"));

    private static void ask(String path, int status) {
        try (TestServer server = TestServer.serve(ROUTES)) {
            assertThat(server.client().send(get(path)).response().status()).isEqualTo(status);
        }
    }

    @Test
    @DisplayName(
            "a one-shot function that throws: the request is named, and that its handler failed, with the exception")
    void handlerThatFailsIsNamed() {
        try (LogCapture log = LogCapture.ofAll()) {
            ask("/failing", 500);
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .isEqualTo("The handler of GET /failing or its factory failed")
                    .doesNotContain("There is no handler");
            assertThat(log.thrown()).singleElement().isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("a factory that replies with half a response: the log says what a reply is")
    void incompleteReplyIsExplained() {
        try (LogCapture log = LogCapture.ofAll()) {
            ask("/incomplete", 500);
            assertThat(log.thrown())
                    .singleElement()
                    .asString()
                    .contains("A factory replies with a complete response or with a handler");
        }
    }

    @Test
    @DisplayName("a path without a handler, and a handler that refuses, are answers: nothing is logged")
    void answersAreNotLogged() {
        try (LogCapture log = LogCapture.ofAll()) {
            ask("/missing", 404);
            ask("/refusing", 409);
            assertThat(log.messages()).isEmpty();
        }
    }
}
