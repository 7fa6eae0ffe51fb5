package org.kamaelia.http.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.syntax.StatusCodes;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

/**
 * A server for the tests of one class, and what is asked of it: some octets, sent in one write and octet by octet, each
 * time with another request behind them, lead to exactly these octets and then to the next answer, or to the end of the
 * connection without one.
 *
 * <p>Every path but the named ones tells what was understood: {@code METHOD path?query @authority [body] {trailers}}.
 */
final class Wire implements BeforeAllCallback, AfterAllCallback {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: next\r\n\r\n";
    private static final Pattern SENTENCE = Pattern.compile("[A-Z][ -~]*\\.");

    private final HandlerFactory handlers;
    private @Nullable TestServer running;

    /** With handlers that tell what was understood. */
    Wire() {
        this(routes());
    }

    Wire(HandlerFactory handlers) {
        this.handlers = handlers;
    }

    /** Methods that the server knows beside the usual ones: they are registered by name somewhere. */
    private static final List<String> NAMED =
            List.of("EXTEND", "PROPFIND", "M-SEARCH", "!#$%&'*+-.^_`|~", "M".repeat(31));

    private static ResourceGlue routes() {
        ResourceGlue named = ResourceGlue.of();
        for (String method : NAMED) {
            named = named.at("/named", method, says("named"));
        }
        return named.at("/", HandlerFactory.oneShot(64 * 1024, Wire::understood))
                .at("/next", says("next"))
                .at("/only", "GET", says("only"))
                .at("/ignores", request -> says("ignored").reply(request));
    }

    static HandlerFactory says(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    private static Response understood(Request request, byte[] body) {
        StringBuilder text = new StringBuilder(request.method()).append(' ').append(request.rawPath());
        if (request.query() != null) {
            text.append('?').append(request.query());
        }
        text.append(" @").append(request.host());
        text.append(" [").append(new String(body, ISO_8859_1)).append("] {");
        request.trailers()
                .forEach(line -> text.append(line.getKey())
                        .append('=')
                        .append(line.getValue())
                        .append(';'));
        return Response.bytes("text/plain", text.append('}').toString().getBytes(ISO_8859_1));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = TestServer.serve(handlers);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server().close();
    }

    RawClient client() {
        return server().client();
    }

    TestServer server() {
        return Objects.requireNonNull(running, "register it as a static extension");
    }

    /** The answer of a handler that was given the body of a 200 response, as {@link #understood} makes it. */
    static String ok(String text) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: *\r\nContent-Length: " + text.length() + "\r\n\r\n"
                + text;
    }

    /** A short answer without content of interest. */
    static String answer(int status, String fields) {
        return "HTTP/1.1 " + status + " " + StatusCodes.reason(status) + "\r\n" + fields + "\r\n";
    }

    /** The answer to {@link #NEXT}. */
    private static String next() {
        return ok("next").replace("text/plain", "text/plain; charset=utf-8");
    }

    /** The octets are understood as told, and the connection serves the next request. */
    DynamicTest understands(String requirement, String text, String raw) {
        return answers(requirement, raw, ok(text));
    }

    /** The octets are answered with exactly these, and the connection serves the next request. */
    DynamicTest answers(String requirement, String raw, String expected) {
        return dynamicTest(requirement, () -> assertAnswers(raw, expected));
    }

    /** The octets are answered with exactly these, the connection ends, and what follows is not answered. */
    DynamicTest answersAndCloses(String requirement, String raw, String expected) {
        return dynamicTest(
                "after " + requirement + " the connection ends", () -> assertAnswersAndCloses(raw, expected));
    }

    /** The octets are refused with this status and a sentence that names the clause, and the connection ends. */
    DynamicTest refuses(String what, int status, String clause, String raw) {
        return dynamicTest(
                "refuses " + what + " with " + status + ", " + clause, () -> assertRefuses(status, clause, raw));
    }

    void assertAnswers(String raw, String expected) {
        both(raw, received -> assertThat(received).isEqualTo(expected + next()), true);
    }

    void assertAnswersAndCloses(String raw, String expected) {
        both(raw, received -> assertThat(received).isEqualTo(expected), false);
    }

    void assertRefuses(int status, String clause, String raw) {
        both(raw, received -> assertRefusal(status, clause, received), false);
    }

    private void both(String raw, Consumer<String> check, boolean persists) {
        try (RawClient client = RawClient.connect(server().port())) {
            client.send(raw + NEXT);
            check.accept((persists ? client.endOutput() : client).rest());
        }
        try (RawClient client = RawClient.connect(server().port())) {
            client.sendByteByByte(raw).send(NEXT);
            check.accept((persists ? client.endOutput() : client).rest());
        }
    }

    /** One whole answer and nothing else, its field lines in their order and its page to the last octet. */
    private static void assertRefusal(int status, String clause, String received) {
        int blank = received.indexOf("\r\n\r\n");
        assertThat(blank).as("end of the head in \"%s\"", received).isPositive();
        String page = received.substring(blank + 4);
        String title = status + " " + StatusCodes.reason(status);
        assertThat(received)
                .isEqualTo("HTTP/1.1 " + title + "\r\nContent-Type: text/plain; charset=utf-8\r\nDate: *\r\n"
                        + "Content-Length: " + page.length() + "\r\nConnection: close\r\n\r\n" + page);
        assertThat(page).startsWith(title + "\n").endsWith("\n");
        String sentence = page.substring(title.length() + 1, page.length() - 1);
        Matcher plain = SENTENCE.matcher(sentence);
        assertThat(plain.matches()).as("one plain sentence: %s", sentence).isTrue();
        assertThat(sentence).contains(clause.replaceFirst(", .*", ""));
    }
}
