package org.kamaelia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Values of requests with their types")
class RequestValueTest {
    private static TestServer server;

    record Search(
            String q,
            @Default("20") int size,
            @Default("monday") DayOfWeek day,
            Optional<LocalDate> since,
            List<Long> ids,
            @Nullable Boolean deep) {}

    record Item(long id, @Default("1") int count) {
        Item {
            if (count < 1) {
                throw new IllegalArgumentException("count must be at least 1.");
            }
        }
    }

    private static HandlerFactory says(Function<Request, Object> value) {
        return HandlerFactory.oneShot(request -> Response.text(String.valueOf(value.apply(request))));
    }

    @BeforeAll
    static void start() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/int", says(request -> request.param("v").asInt().get()))
                .at("/size", says(request -> request.param("v").asInt(1, 100).orElse(20)))
                .at("/long", says(request -> request.param("v").asLong().get()))
                .at("/decimal", says(request -> request.param("v").asDecimal().get()))
                .at("/boolean", says(request -> request.param("v").asBoolean().get()))
                .at("/uuid", says(request -> request.param("v").asUuid().get()))
                .at("/instant", says(request -> request.param("v").asInstant().get()))
                .at("/date", says(request -> request.param("v").asDate().get()))
                .at(
                        "/day",
                        says(request ->
                                request.param("v").asEnum(DayOfWeek.class).get()))
                .at("/text", says(request -> request.param("v").asText().get()))
                .at("/optional", says(request -> request.param("v").asInt().optional()))
                .at("/list", says(request -> request.param("v").asInt().list()))
                .at("/texts", says(request -> request.param("v").asText().list()))
                .at(
                        "/even",
                        says(request -> request.param("v")
                                .asInt()
                                .check(n -> n % 2 == 0, "an even number")
                                .get()))
                .at(
                        "/own",
                        says(request -> request.param("v")
                                .as("a word", v -> v.isBlank() ? null : v)
                                .get()))
                .at(
                        "/users/{id}",
                        "GET",
                        says(request -> request.pathValue("id").asLong().get()))
                .at(
                        "/users/{name}",
                        "DELETE",
                        says(request -> request.pathValue("name").asText().get()))
                .at("/search", says(request -> request.values(Search.class)))
                .at("/items/{id}", says(request -> request.values(Item.class)));
        server = TestServer.serve(routes);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawResponse ask(String target) {
        return server.client().send(get(target)).response();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /int?v=-12          | -12
            /int?v=%2B7         | 7
            /size?v=100         | 100
            /size               | 20
            /size?v=            | 20
            /long?v=9223372036854775807 | 9223372036854775807
            /decimal?v=12.50    | 12.50
            /boolean?v=true     | true
            /boolean?v=OFF      | false
            /uuid?v=123E4567-e89b-12d3-a456-426614174000 | 123e4567-e89b-12d3-a456-426614174000
            /instant?v=2031-05-06T07:08:09Z | 2031-05-06T07:08:09Z
            /instant?v=2031-05-06T07:08:09%2B02:00 | 2031-05-06T05:08:09Z
            /date?v=2031-05-06  | 2031-05-06
            /day?v=friday       | FRIDAY
            /text?v=a%20b+c     | a b c
            /optional           | Optional.empty
            /optional?v=3       | Optional[3]
            /list?v=1&v=2       | [1, 2]
            /list?v=1,2,,3      | [1, 2, 3]
            /list?v[]=1&v[]=2   | [1, 2]
            /list               | []
            /texts?v=a,b&v=c    | [a,b, c]
            /users/17           | 17
            /items/5            | Item[id=5, count=1]
            /items/5?count=3&id=9 | Item[id=5, count=3]
            """)
    @DisplayName("a value that fits is read; defaults stand for missing and empty ones")
    void reads(String target, String read) {
        assertThat(ask(target.replace("[]", "%5B%5D")).text()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /int?v=abc          | must be a whole number, not \\"abc\\"
            /int?v=2147483648   | must be a whole number, not \\"2147483648\\"
            /int?v=1e3          | must be a whole number
            /int?v=%D9%A1       | must be a whole number
            /size?v=0           | must be a whole number from 1 to 100, not \\"0\\"
            /long?v=9223372036854775808 | must be a whole number
            /decimal?v=1e999999999 | must be a decimal number
            /boolean?v=maybe    | must be true or false
            /uuid?v=1-1-1-1-1   | must be a UUID
            /instant?v=today    | must be a date and time such as 2031-05-06T07:08:09Z
            /date?v=2031-02-30  | must be a date such as 2031-05-06
            /day?v=someday      | must be one of monday, tuesday, wednesday
            /optional?v=x       | must be a whole number
            /list?v=1&v=x       | must be a whole number, not \\"x\\"
            /even?v=3           | must be an even number, not \\"3\\"
            /own?v=%20          | must be a word, not \\" \\"
            /int?v=1&v=2        | is given 2 times
            /int                | is missing
            /int?v=             | is missing
            """)
    @DisplayName("a value that is missing or does not fit gets 400 with problem details that name it")
    void refuses(String target, String said) {
        RawResponse response = ask(target);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.text())
                .contains("\"detail\":\"The parameter v " + said)
                .contains("\"parameter\":\"v\"");
    }

    @Test
    @DisplayName("a variable of the path is named as such, and two methods of one path have their own names for it")
    void pathVariablesAreNamed() {
        assertThat(ask("/users/me").text()).contains("The path variable id must be a whole number, not \\\"me\\\".");
        assertThat(server.client()
                        .send("DELETE /users/me HTTP/1.1\r\nHost: h\r\n\r\n")
                        .response()
                        .text())
                .isEqualTo("me");
    }

    @Test
    @DisplayName("a hostile value is cut and escaped")
    void hostileValuesAreCutAndEscaped() {
        String body = ask("/int?v=%22%3Cscript%3E%0D%0A%00" + "x".repeat(500)).text();
        assertThat(body)
                .contains("not \\\"\\\"\\u003cscript>\\u000d\\u000a\\u0000" + "x".repeat(52) + "...\\\".")
                .doesNotContain("<script", "x".repeat(60));
    }

    @Test
    @DisplayName("a record gets all values, by the names of its components")
    void recordsAreRead() {
        assertThat(ask("/search?q=hello&since=2031-05-06&ids=3,4&deep=1&other=x&day=SUNDAY")
                        .text())
                .isEqualTo("Search[q=hello, size=20, day=SUNDAY, since=Optional[2031-05-06], ids=[3, 4], deep=true]");
        assertThat(ask("/search?q=").text())
                .isEqualTo("Search[q=, size=20, day=MONDAY, since=Optional.empty, ids=[], deep=null]");
    }

    @Test
    @DisplayName("all faults of a request are in one problem")
    void allFaultsAreInOneProblem() {
        RawResponse response = ask("/search?size=big&ids=1,x,y&since=never");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"5 values of the request are missing or do not fit.\",\"errors\":["
                        + "{\"detail\":\"The parameter q is missing.\",\"parameter\":\"q\"},"
                        + "{\"detail\":\"The parameter size must be a whole number, not \\\"big\\\".\",\"parameter\":\"size\"},"
                        + "{\"detail\":\"The parameter since must be a date")
                .contains("not \\\"x\\\".", "not \\\"y\\\".");
        assertThat(ask("/search?q=a&ids=" + "x,".repeat(500)).text().split("\"parameter\""))
                .hasSize(33);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html,*/*;q=0.8             | text/html; charset=utf-8  | <p>2 values of the request are missing or do not fit.</p><p>
            text/plain                      | text/plain; charset=utf-8 | 2 values of the request are missing or do not fit.
            application/json, text/html;q=0 | application/problem+json  | "parameter":"size"
            */*                             | application/problem+json  | "parameter":"ids"
            """)
    @DisplayName("clients that prefer HTML or plain text get the sentences in that form")
    void problemsHaveTheFormThatTheClientPrefers(String accept, String type, String content) {
        RawResponse response = server.client()
                .send(head("GET /search?size=big&ids=x&q=a HTTP/1.1", "Host: h", "Accept: " + accept))
                .response();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.field("Content-Type")).isEqualTo(type);
        assertThat(response.text()).contains(content).contains("big");
    }

    @Test
    @DisplayName("what the constructor of a record refuses gets 400 with its message")
    void constructorsMayRefuse() {
        RawResponse response = ask("/items/5?count=0");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).contains("\"detail\":\"count must be at least 1.\"");
    }

    record NoText(Thread thread) {}

    record WrongDefault(@Default("many") int count) {}

    @Test
    @DisplayName("a record that cannot be read is a fault of the application, with a sentence that names the component")
    void unreadableRecordsAreNamed() {
        Parameters none = Parameters.parse(null);
        assertThatThrownBy(() -> none.into(NoText.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The component thread of")
                .hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(() -> none.into(WrongDefault.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has the default \"many\", which is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/int?v=%zz", "/search?q=%C3"})
    @DisplayName("a query that cannot be decoded gets 400")
    void undecodableQueriesAreRefused(String target) {
        assertThat(ask(target).status()).isEqualTo(400);
    }
}
