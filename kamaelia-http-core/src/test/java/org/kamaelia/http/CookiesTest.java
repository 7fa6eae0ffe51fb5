package org.kamaelia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.TestServer;

@DisplayName("Cookies, RFC 6265bis")
class CookiesTest {
    private static String seen(String... lines) {
        HandlerFactory list = HandlerFactory.oneShot(request -> {
            StringBuilder text = new StringBuilder();
            request.cookies()
                    .forEach(cookie -> text.append('[')
                            .append(cookie.getKey())
                            .append('=')
                            .append(cookie.getValue())
                            .append(']'));
            return Response.text(text.toString());
        });
        String[] all = new String[lines.length + 2];
        all[0] = "GET / HTTP/1.1";
        all[1] = "Host: h";
        for (int i = 0; i < lines.length; i++) {
            all[i + 2] = "Cookie: " + lines[i];
        }
        try (TestServer server = TestServer.with(list).loops(1).start()) {
            return server.client().send(head(all)).response().text();
        }
    }

    @Test
    @DisplayName("come in their order, with quotes and equals signs in values, 4.2")
    void comeInOrderWithQuotesAndEqualsSigns() {
        assertThat(seen("a=1; b=\"x y\"; a=2=3; B=", "c=4")).isEqualTo("[a=1][b=\"x y\"][a=2=3][B=][c=4]");
        assertThat(seen("a=1;b=2;  c =  3  ")).isEqualTo("[a=1][b=2][c=3]");
    }

    @Test
    @DisplayName("that are no pairs of name and value are left out")
    void withoutNameAndValueAreLeftOut() {
        assertThat(seen("none; =nameless; ; ;; a=1;")).isEqualTo("[a=1]");
        assertThat(seen("")).isEmpty();
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("are set for the whole host, out of reach of scripts and of other sites, unless told otherwise, 4.1")
    void areSetForTheWholeHostOutOfReachOfOthers() {
        Response response = Response.of(204)
                .cookie(Cookie.of("a", "1"))
                .cookie(Cookie.of("__Host-b", "2").secure().maxAge(Duration.ofDays(1)));
        try (TestServer server = TestServer.serve(HandlerFactory.oneShot(request -> response))) {
            assertThat(server.client().send(get("/")).response().all("Set-Cookie"))
                    .containsExactly(
                            "a=1; Path=/; HttpOnly; SameSite=Lax",
                            "__Host-b=2; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax");
        }
    }

    @Test
    @DisplayName("have all attributes that clients know, 4.1.2")
    void haveAllAttributesThatClientsKnow() {
        assertThat(Cookie.of("a", "1")
                        .path("/x y")
                        .domain("example.com")
                        .sameSite(Cookie.SameSite.NONE)
                        .secure()
                        .readableByScripts()
                        .partitioned()
                        .encoded())
                .isEqualTo("a=1; Path=/x y; Domain=example.com; Secure; SameSite=None; Partitioned");
        assertThat(Cookie.of("a", "\"1\"").sameSite(Cookie.SameSite.STRICT).encoded())
                .isEqualTo("a=\"1\"; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    @DisplayName("are forgotten by an age of 0 and a date that is past, 4.1.2.2")
    void areForgottenByAnAgeOf0AndAPastDate() {
        assertThat(Cookie.expired("a").encoded())
                .isEqualTo("a=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax");
    }

    @ParameterizedTest
    @DisplayName("have a token for a name, 4.1.1")
    @ValueSource(strings = {"", "a b", "a=b", "a;b", "a\r\nb", "\u00e4"})
    void haveATokenForAName(String name) {
        assertThatThrownBy(() -> Cookie.of(name, "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName("have values that can be read in one way only, 4.1.1")
    @ValueSource(strings = {"a b", "a,b", "a;b", "a\\b", "a\"b", "\"a", "a\r\nSet-Cookie: b", "\u20ac", "\u0000"})
    void haveValuesThatAreUnambiguous(String value) {
        assertThatThrownBy(() -> Cookie.of("a", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("that no client would store are refused, 5.6 and 5.7")
    void thatNoClientWouldStoreAreRefused() {
        assertThatThrownBy(() -> Cookie.of("a", "x".repeat(Cookie.LARGEST)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("a", "").path("x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("a", "").path("/;x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("a", "").domain(".example.com"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("a", "").maxAge(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        refused(Cookie.of("a", "").sameSite(Cookie.SameSite.NONE));
        refused(Cookie.of("a", "").partitioned());
    }

    @Test
    @DisplayName("keep what the prefix of their name promises, 4.1.3")
    void keepWhatThePrefixOfTheirNamePromises() {
        refused(Cookie.of("__Secure-a", ""));
        refused(Cookie.of("__Host-a", ""));
        refused(Cookie.of("__host-a", "").secure().path("/x"));
        refused(Cookie.of("__Host-a", "").secure().domain("example.com"));
        refused(Cookie.of("__Http-a", "").secure().readableByScripts());
        refused(Cookie.of("__Http-a", ""));
        refused(Cookie.of("__Host-Http-a", "").secure().readableByScripts());
        assertThat(Cookie.of("__Secure-a", "").secure().domain("example.com").encoded())
                .startsWith("__Secure-a=;");
    }

    private static void refused(Cookie cookie) {
        assertThatThrownBy(() -> Response.of(204).cookie(cookie))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(cookie.name());
    }
}
