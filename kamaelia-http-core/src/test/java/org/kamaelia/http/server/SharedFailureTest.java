package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A failure that many requests share belongs to none of them")
class SharedFailureTest {
    @Test
    @DisplayName("a field that a filter adds to the 404 of one client is not in the 404 of another")
    void fieldsStayWithTheirRequest() {
        HandlerFactory routes = ResourceGlue.of().at("/there", HandlerFactory.oneShot(request -> Response.of(204)));
        HandlerFactory marking = routes.around((inner, request) -> {
            try {
                return inner.reply(request);
            } catch (StatusException missing) {
                throw missing.header("X-Asked", request.path());
            }
        });
        try (TestServer server = TestServer.serve(marking)) {
            RawClient first = server.client().send(get("/first"));
            assertThat(first.response().all("X-Asked")).containsExactly("/first");
            RawClient second = server.client().send(get("/second"));
            assertThat(second.response().all("X-Asked")).containsExactly("/second");
            assertThat(first.send(get("/third")).response().all("X-Asked")).containsExactly("/third");
        }
    }

    @Test
    @DisplayName("header() and overload() leave the exception unchanged")
    void headerAndOverloadLeaveTheExceptionAsItIs() {
        StatusException shared = new StatusException(503, "Later");
        StatusException changed = shared.header("Retry-After", "1").overload();
        assertThat(shared.isOverload()).isFalse();
        assertThat(shared.on(Response.of(503)).fields().contains("Retry-After")).isFalse();
        assertThat(changed.isOverload()).isTrue();
        assertThat(changed.on(Response.of(503)).fields().first("Retry-After")).isEqualTo("1");
        assertThat(changed.detail()).isEqualTo("Later");
    }
}
