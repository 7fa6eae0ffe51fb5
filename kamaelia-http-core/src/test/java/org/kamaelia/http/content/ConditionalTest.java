package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Conditional requests, RFC 9110 section 13")
class ConditionalTest {
    private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";
    private static final String BEFORE = "Wed, 31 Dec 2025 23:59:59 GMT";
    private static final String AFTER = "Thu, 01 Jan 2026 00:00:01 GMT";
    private static final Response PAGE = Response.text("page\n")
            .header("ETag", "\"v1\"")
            .header("Last-Modified", DATE)
            .header("Vary", "Accept-Language")
            .header("Cache-Control", "max-age=60")
            .header("Content-Language", "en")
            .header("Content-Location", "/page.en")
            .header("Expires", "0")
            .header("Set-Cookie", "a=b");
    private static final AtomicInteger CHANGES = new AtomicInteger();
    private static final AtomicReference<Validators> NOTE = new AtomicReference<>(Validators.ABSENT);
    private static final AtomicReference<CloseReason> ENDED = new AtomicReference<>();

    private static TestServer server;

    /** A body without an end, behind a validator. */
    private static final class Stream extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("text/plain").header("ETag", "\"s\""));
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                outbox.send(ResponsePart.text("more\n"));
            }
        }

        @Override
        protected void closed(CloseReason how) {
            ENDED.set(how);
        }
    }

    @BeforeAll
    static void start() {
        HandlerFactory note = HandlerFactory.oneShot(request -> {
            if (request.method().equals("GET")) {
                return Response.text("note\n");
            }
            CHANGES.incrementAndGet();
            return Response.of(204);
        });
        ResourceGlue routes = ResourceGlue.of()
                .at("/page", Conditional.around(HandlerFactory.oneShot(request -> PAGE)))
                .at(
                        "/weak",
                        Conditional.around(HandlerFactory.oneShot(
                                request -> Response.text("w").header("ETag", "W/\"v1\""))))
                .at(
                        "/dated",
                        Conditional.around(HandlerFactory.oneShot(
                                request -> Response.text("d").header("Last-Modified", DATE))))
                .at("/bare", Conditional.around(HandlerFactory.oneShot(request -> Response.text("b"))))
                .at(
                        "/missing",
                        Conditional.around(HandlerFactory.oneShot(request ->
                                Response.text("no").header("ETag", "\"v1\"").status(404))))
                .at("/thrown", Conditional.around(HandlerFactory.oneShot(request -> {
                    throw new StatusException(404, "Not here");
                })))
                .at("/stream", Conditional.around(request -> new Stream()))
                .at("/blocking", Conditional.around(HandlerFactory.blocking((request, in, out) -> out.respond(PAGE))))
                .at("/note", Conditional.around(note, request -> NOTE.get()));
        server = TestServer.serve(routes);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawResponse ask(String method, String path, String... fields) {
        return server.client().ask(method, path, fields);
    }

    private static int get(String path, String... fields) {
        return ask("GET", path, fields).status();
    }

    @Test
    @DisplayName("304 carries the fields that guide caches and none that describes the content, 15.4.5")
    void notModifiedCarriesNothingThatDescribesContent() {
        assertThat(ask("GET", "/page", "If-None-Match: \"v1\"").raw())
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nVary: Accept-Language\r\n"
                        + "Cache-Control: max-age=60\r\nContent-Location: /page.en\r\nExpires: 0\r\nSet-Cookie: a=b\r\n"
                        + "Date: *\r\n\r\n");
    }

    @Test
    @DisplayName("304 carries Last-Modified where there is no entity tag, 15.4.5")
    void notModifiedCarriesLastModifiedWithoutATag() {
        assertThat(ask("GET", "/dated", "If-Modified-Since: " + DATE).raw())
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nLast-Modified: " + DATE + "\r\nDate: *\r\n\r\n");
    }

    @Test
    @DisplayName("HEAD is answered with 304 as GET is, 13.1.2")
    void headIsAnsweredWith304AsGetIs() {
        assertThat(ask("HEAD", "/page", "If-None-Match: \"v1\"").raw())
                .isEqualTo(ask("GET", "/page", "If-None-Match: \"v1\"").raw());
    }

    @ParameterizedTest(name = "If-None-Match: {0} gives {1}")
    @DisplayName("If-None-Match compares weakly, 13.1.2")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v1"            | 304
            W/"v1"          | 304
            "v0", W/"v1"    | 304
            *               | 304
            "v0"            | 200
            v1              | 200
            "v1", v2        | 200
            w/"v1"          | 200
            "V1"            | 200
            , "v0",, "v1",  | 304
            """)
    void ifNoneMatchComparesWeakly(String list, int status) {
        assertThat(get("/page", "If-None-Match: " + list)).isEqualTo(status);
        assertThat(get("/weak", "If-None-Match: " + list)).isEqualTo(status);
        assertThat(get("/blocking", "If-None-Match: " + list)).isEqualTo(status);
    }

    @Test
    @DisplayName("lines of If-None-Match are one list, 5.3")
    void linesOfIfNoneMatchAreOneList() {
        assertThat(get("/page", "If-None-Match: \"a\"", "If-None-Match: \"v1\""))
                .isEqualTo(304);
    }

    @ParameterizedTest(name = "If-Match: {0} gives {1}, and {2} where the tag is weak")
    @DisplayName("If-Match compares strongly, 13.1.1")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v1"            | 200 | 412
            "v0", "v1"      | 200 | 412
            *               | 200 | 200
            W/"v1"          | 412 | 412
            "v0"            | 412 | 412
            v1              | 412 | 412
            """)
    void ifMatchComparesStrongly(String list, int strong, int weak) {
        assertThat(get("/page", "If-Match: " + list)).isEqualTo(strong);
        assertThat(get("/weak", "If-Match: " + list)).isEqualTo(weak);
    }

    @ParameterizedTest
    @DisplayName("If-Modified-Since is met in all three forms of a date, 13.1.3 and 5.6.7")
    @ValueSource(strings = {DATE, AFTER, "Thursday, 01-Jan-26 00:00:00 GMT", "Thu Jan  1 00:00:00 2026"})
    void ifModifiedSinceIsMetInAllThreeFormsOfADate(String date) {
        assertThat(get("/page", "If-Modified-Since: " + date)).isEqualTo(304);
        assertThat(ask("HEAD", "/page", "If-Modified-Since: " + date).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @DisplayName("If-Modified-Since is ignored if it is no date, or a list of dates, 13.1.3")
    @ValueSource(strings = {"tomorrow", "0", "Fri, 31 Feb 2026 00:00:00 GMT", AFTER + ", " + AFTER})
    void ifModifiedSinceIsIgnoredIfItIsNoDate(String value) {
        assertThat(get("/page", "If-Modified-Since: " + value)).isEqualTo(200);
        assertThat(get("/page", "If-Unmodified-Since: " + value)).isEqualTo(200);
    }

    @Test
    @DisplayName("a year of two digits is at most 50 years ahead, 5.6.7")
    void twoDigitYearIsAtMost50YearsAhead() {
        DateTimeFormatter old = DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH);
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        assertThat(get("/page", "If-Modified-Since: " + now.plusYears(49).format(old)))
                .isEqualTo(304);
        assertThat(get("/page", "If-Modified-Since: " + now.minusYears(49).format(old)))
                .isEqualTo(200);
    }

    @Test
    @DisplayName("cache directives of a request change nothing, RFC 9111 5.2.1 and 5.4")
    void cacheDirectivesOfARequestChangeNothing() {
        String[] directives = {"Cache-Control: no-cache, no-store, max-age=0, only-if-cached", "Pragma: no-cache"};
        RawResponse page = ask("GET", "/page", directives);
        assertThat(page.raw()).isEqualTo(ask("GET", "/page").raw());
        assertThat(page.field("Expires")).isEqualTo("0");
        assertThat(get("/page", directives[0], directives[1], "If-None-Match: \"v1\""))
                .isEqualTo(304);
    }

    @Test
    @DisplayName("a copy that is older than the resource is renewed, 13.1.3")
    void copyOlderThanTheResourceIsRenewed() {
        assertThat(get("/page", "If-Modified-Since: " + BEFORE)).isEqualTo(200);
    }

    @Test
    @DisplayName("If-Unmodified-Since fails once the resource has changed, 13.1.4")
    void ifUnmodifiedSinceFailsOnceTheResourceHasChanged() {
        assertThat(get("/page", "If-Unmodified-Since: " + BEFORE)).isEqualTo(412);
        assertThat(get("/page", "If-Unmodified-Since: " + DATE)).isEqualTo(200);
        assertThat(get("/page", "If-Unmodified-Since: " + AFTER)).isEqualTo(200);
    }

    @Test
    @DisplayName("conditions on dates are ignored where there is no modification date, 13.1.3 and 13.1.4")
    void conditionsOnDatesNeedAModificationDate() {
        assertThat(get("/bare", "If-Modified-Since: " + DATE)).isEqualTo(200);
        assertThat(get("/bare", "If-Unmodified-Since: " + DATE)).isEqualTo(200);
        assertThat(get("/bare", "If-None-Match: \"v1\"")).isEqualTo(200);
        assertThat(get("/bare", "If-None-Match: *")).isEqualTo(304);
        assertThat(get("/bare", "If-Match: \"v1\"")).isEqualTo(412);
    }

    @Test
    @DisplayName("entity tags go before dates, and If-Match before If-None-Match, 13.2.2")
    void tagsPrecedeDatesAndIfMatchPrecedesIfNoneMatch() {
        assertThat(get("/page", "If-None-Match: \"v0\"", "If-Modified-Since: " + DATE))
                .isEqualTo(200);
        assertThat(get("/page", "If-None-Match: \"v1\"", "If-Modified-Since: " + BEFORE))
                .isEqualTo(304);
        assertThat(get("/page", "If-Match: \"v1\"", "If-Unmodified-Since: " + BEFORE))
                .isEqualTo(200);
        assertThat(get("/page", "If-Match: \"v0\"", "If-None-Match: \"v1\"")).isEqualTo(412);
        assertThat(get("/page", "If-Match: \"v1\"", "If-None-Match: \"v1\"")).isEqualTo(304);
        assertThat(get("/page", "If-Unmodified-Since: " + BEFORE, "If-None-Match: \"v1\""))
                .isEqualTo(412);
        assertThat(get("/page", "If-Unmodified-Since: " + DATE, "If-Modified-Since: " + DATE))
                .isEqualTo(304);
    }

    @Test
    @DisplayName("preconditions change nothing where the answer would not be 2xx, 13.2.1")
    void preconditionsChangeNothingWithoutA2xx() {
        assertThat(get("/missing", "If-None-Match: \"v1\"")).isEqualTo(404);
        assertThat(get("/missing", "If-Match: \"v0\"")).isEqualTo(404);
        assertThat(get("/thrown", "If-Match: \"v0\"")).isEqualTo(404);
    }

    @Test
    @DisplayName("a POST is no conditional GET, 13.1.3")
    void postIsNoConditionalGet() {
        assertThat(ask("POST", "/page", "If-None-Match: \"v1\"", "Content-Length: 0")
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST", "/page", "If-Modified-Since: " + DATE, "Content-Length: 0")
                        .status())
                .isEqualTo(200);
        assertThat(ask("OPTIONS", "/page", "If-Match: \"v0\"").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("a handler that streams is ended when its data is not wanted, and its connection goes on")
    void streamThatIsNotWantedEndsAndItsConnectionGoesOn() {
        var client = server.client();
        client.send(head("GET /stream HTTP/1.1", "Host: h", "If-None-Match: \"s\""));
        assertThat(client.response().status()).isEqualTo(304);
        eventually(() -> assertThat(ENDED.get()).isEqualTo(CloseReason.FINISHED));
        client.send(head("GET /bare HTTP/1.1", "Host: h"));
        assertThat(client.response().text()).isEqualTo("b");
    }

    @Test
    @DisplayName("a change is made only if its precondition holds: the client knows the present state, 13.1")
    void changeNeedsTheStateThatTheClientKnows() {
        NOTE.set(Validators.ABSENT);
        CHANGES.set(0);
        assertThat(put("If-Match: *")).isEqualTo(412);
        assertThat(put("If-Match: \"1\"")).isEqualTo(412);
        assertThat(CHANGES).hasValue(0);
        assertThat(put("If-None-Match: *")).isEqualTo(204);

        NOTE.set(Validators.of(EntityTag.strong("1"), 1_000_000_000L));
        assertThat(put("If-None-Match: *")).isEqualTo(412);
        assertThat(put("If-None-Match: \"1\"")).isEqualTo(412);
        assertThat(put("If-Match: W/\"1\"")).isEqualTo(412);
        assertThat(put("If-Unmodified-Since: Sun, 09 Sep 2001 01:46:39 GMT")).isEqualTo(412);
        assertThat(CHANGES).hasValue(1);
        assertThat(put("If-Match: \"1\"")).isEqualTo(204);
        assertThat(put("If-Unmodified-Since: Sun, 09 Sep 2001 01:46:40 GMT")).isEqualTo(204);
        assertThat(put("If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT")).isEqualTo(204);
        assertThat(CHANGES).hasValue(4);
    }

    private static int put(String condition) {
        return ask("PUT", "/note", condition, "Content-Length: 0").status();
    }

    @Test
    @DisplayName("a handler whose validators are asked first answers 304 with them")
    void handlerAskedForValidatorsFirstAnswers304WithThem() {
        NOTE.set(Validators.of(EntityTag.strong("1"), 1_000_000_000L));
        assertThat(ask("GET", "/note", "If-None-Match: \"1\"").raw())
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nDate: *\r\n\r\n");
        assertThat(get("/note", "If-None-Match: \"2\"")).isEqualTo(200);
        assertThat(get("/note", "If-Match: \"2\"")).isEqualTo(412);
    }
}
